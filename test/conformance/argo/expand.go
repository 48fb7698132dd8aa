package main

import "k8s.io/kubernetes/third_party/forked/golang/expansion"

// expand is what a kubelet makes of a container's arguments, given the environment declared before them.
func expand(args []string, env map[string]string) []string {
	mapping := expansion.MappingFuncFor(env)
	expanded := make([]string, len(args))
	for i, arg := range args {
		expanded[i] = expansion.Expand(arg, mapping)
	}
	return expanded
}
