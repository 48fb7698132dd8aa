package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	"github.com/argoproj/argo-workflows/v4/workflow/common"
	corev1 "k8s.io/api/core/v1"
	resourcehelper "k8s.io/kubernetes/pkg/api/v1/resource"
	"k8s.io/kubernetes/pkg/fieldpath"
	"k8s.io/kubernetes/third_party/forked/golang/expansion"
)

// Pod is what one attempt's pod would start.
type Pod struct {
	Name     string `json:"name"`
	Node     string `json:"node"` // the node's id
	Template string `json:"template"`
	Attempt  int    `json:"attempt"` // of this template in this Workflow, from 1
	// Argv is the main container's program with its arguments, as exec would get them from argoexec.
	Argv []string `json:"argv"`
	// Env is the main container's environment; a secret's value stands as "secret:NAME/KEY".
	Env []Variable `json:"env"`
	// Init are the template's own init containers: argoexec is not in them.
	Init  []Started `json:"init"`
	Files []File    `json:"files"`
	// Problems are what would stop the container from starting.
	Problems []string    `json:"problems"`
	Manifest *corev1.Pod `json:"manifest"`
}

// Started is a container as exec gets it.
type Started struct {
	Name string     `json:"name"`
	Argv []string   `json:"argv"`
	Env  []Variable `json:"env"`
}

// Variable of an environment.
type Variable struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// File that a raw input artifact becomes, or an argument that Argo (since 4.0) finds too long.
type File struct {
	Path string `json:"path"`
	Mode int32  `json:"mode"`
	Data string `json:"data"`
}

// maxString is Linux' limit of one string in argv or the environment, its NUL included.
const maxString = 128 * 1024

// playKubelet expands a pod's variables with the kubelet's code and loads its artifacts with argoexec's; it returns too
// the template as argoexec reads it.
func playKubelet(pod *corev1.Pod, configMap func(name string) (map[string]string, error)) (*Pod, *wfv1.Template, error) {
	seen := &Pod{Name: pod.Name, Node: pod.Annotations[common.AnnotationKeyNodeID], Problems: []string{}, Init: []Started{}, Files: []File{}, Manifest: pod}
	init := container(pod.Spec.InitContainers, common.InitContainerName)
	main := container(pod.Spec.Containers, common.MainContainerName)
	if init == nil || main == nil {
		return nil, nil, fmt.Errorf("no init or no main container")
	}

	env, err := environment(pod, init, configMap)
	if err != nil {
		return nil, nil, err
	}
	seen.tooLong("the init container's environment", assignments(env)...)
	offloaded := func(name string) (string, error) {
		volume := slices.IndexFunc(pod.Spec.Volumes, func(v corev1.Volume) bool { return v.Name == "argo-env-config" })
		data, err := configMap(pod.Spec.Volumes[volume].ConfigMap.Name)
		return data[name], err
	}
	text := lookup(env, common.EnvVarTemplate)
	if text == common.EnvVarTemplateOffloaded {
		if text, err = offloaded(common.EnvVarTemplate); err != nil {
			return nil, nil, err
		}
	}
	tmpl := &wfv1.Template{}
	if err := json.Unmarshal([]byte(text), tmpl); err != nil {
		return nil, nil, fmt.Errorf("argoexec cannot read its template: %w", err)
	}
	seen.Template = tmpl.Name
	for i := range tmpl.Inputs.Artifacts {
		file, err := load(&tmpl.Inputs.Artifacts[i])
		if err != nil {
			return nil, nil, err
		}
		seen.Files = append(seen.Files, *file)
	}

	for i := range pod.Spec.InitContainers {
		c := &pod.Spec.InitContainers[i]
		if c.Name == common.InitContainerName {
			continue
		}
		env, argv, err := started(pod, c, configMap)
		if err != nil {
			return nil, nil, err
		}
		seen.tooLong("the arguments of "+c.Name, argv...)
		seen.tooLong("the environment of "+c.Name, assignments(env)...)
		seen.Init = append(seen.Init, Started{c.Name, argv, env})
	}
	env, argv, err := started(pod, main, configMap)
	if err != nil {
		return nil, nil, err
	}
	seen.Env = env
	emissary := slices.Index(argv, "--") // argoexec emissary … -- PROGRAM ARGUMENT…
	seen.Argv = argv[emissary+1:]
	if lookup(env, argsFile) != "" {
		text, err := offloaded(argsFile)
		if err != nil {
			return nil, nil, err
		}
		if err := seen.readArguments(text); err != nil {
			return nil, nil, err
		}
	}
	seen.tooLong("the arguments", seen.Argv...)
	seen.tooLong("the environment", assignments(env)...)
	return seen, tmpl, nil
}

// started is a container's environment and its arguments.
func started(pod *corev1.Pod, c *corev1.Container, configMap func(string) (map[string]string, error)) ([]Variable, []string, error) {
	env, err := environment(pod, c, configMap)
	if err != nil {
		return nil, nil, err
	}
	values := map[string]string{}
	for _, v := range env {
		values[v.Name] = v.Value
	}
	return env, expand(slices.Concat(c.Command, c.Args), values), nil
}

// argsFile is set by Argo since 4.0 where the arguments together are too long for exec.
const argsFile = "ARGO_CONTAINER_ARGS_FILE"

// readArguments does what argoexec does with offloaded arguments, which no kubelet has expanded.
func (p *Pod) readArguments(text string) error {
	var args []string
	if err := json.Unmarshal([]byte(text), &args); err != nil {
		return fmt.Errorf("argoexec cannot read its arguments: %w", err)
	}
	p.Argv = append(p.Argv, args...)
	for i, arg := range p.Argv[1:] {
		if len(arg) > maxString {
			file := fmt.Sprintf("/tmp/argo_arg_%d.txt", i)
			p.Files = append(p.Files, File{file, 0o644, arg})
			p.Argv[i+1] = "@" + file
		}
	}
	return nil
}

func container(all []corev1.Container, name string) *corev1.Container {
	i := slices.IndexFunc(all, func(c corev1.Container) bool { return c.Name == name })
	if i < 0 {
		return nil
	}
	return &all[i]
}

func lookup(env []Variable, name string) string {
	value := ""
	for _, v := range env {
		if v.Name == name {
			value = v.Value
		}
	}
	return value
}

func assignments(env []Variable) []string {
	var all []string
	for _, v := range env {
		all = append(all, v.Name+"="+v.Value)
	}
	return all
}

func (p *Pod) tooLong(where string, all ...string) {
	for _, s := range all {
		if len(s)+1 > maxString {
			p.Problems = append(p.Problems, fmt.Sprintf("exec: argument list too long: %s holds a string of %d bytes: %.40q", where, len(s), s))
		}
		if strings.ContainsRune(s, 0) {
			p.Problems = append(p.Problems, fmt.Sprintf("exec: invalid argument: %s holds a NUL: %.40q", where, s))
		}
	}
}

// environment is what the kubelet makes of a container's env: each value may name those before it.
func environment(pod *corev1.Pod, c *corev1.Container, configMap func(string) (map[string]string, error)) ([]Variable, error) {
	if len(c.EnvFrom) > 0 {
		return nil, fmt.Errorf("container %s: envFrom is not emulated", c.Name)
	}
	services := map[string]string{"KUBERNETES_SERVICE_HOST": "10.96.0.1", "KUBERNETES_SERVICE_PORT": "443"}
	values := map[string]string{}
	mapping := expansion.MappingFuncFor(values, services)
	var env []Variable
	for _, e := range c.Env {
		value := expansion.Expand(e.Value, mapping)
		if from := e.ValueFrom; from != nil {
			var err error
			switch {
			case from.FieldRef != nil:
				value, err = fieldValue(pod, from.FieldRef.FieldPath)
			case from.ResourceFieldRef != nil:
				value, err = resourcehelper.ExtractContainerResourceValue(from.ResourceFieldRef, c)
			case from.SecretKeyRef != nil:
				value = "secret:" + from.SecretKeyRef.Name + "/" + from.SecretKeyRef.Key
			case from.ConfigMapKeyRef != nil:
				var data map[string]string
				data, err = configMap(from.ConfigMapKeyRef.Name)
				value = data[from.ConfigMapKeyRef.Key]
			}
			if err != nil {
				return nil, fmt.Errorf("container %s: env %s: %w", c.Name, e.Name, err)
			}
		}
		values[e.Name] = value
		env = append(env, Variable{e.Name, value})
	}
	for name, value := range services {
		if _, own := values[name]; !own {
			env = append(env, Variable{name, value})
		}
	}
	return env, nil
}

func fieldValue(pod *corev1.Pod, path string) (string, error) {
	switch path {
	case "spec.nodeName":
		return "node", nil
	case "spec.serviceAccountName":
		return pod.Spec.ServiceAccountName, nil
	case "status.podIP", "status.hostIP":
		return "10.0.0.1", nil
	}
	return fieldpath.ExtractFieldPathAsString(pod, path)
}

// load does what argoexec does with a raw artifact.
func load(artifact *wfv1.Artifact) (*File, error) {
	if artifact.Raw == nil {
		return nil, fmt.Errorf("artifact %s: only raw artifacts are emulated", artifact.Name)
	}
	if err := artifact.CleanPath(); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "argo-judge-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "artifact")
	if err := loadRaw(artifact, path); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	mode := int32(0o644)
	if artifact.Mode != nil {
		mode = *artifact.Mode
	}
	return &File{artifact.Path, mode, string(data)}, nil
}
