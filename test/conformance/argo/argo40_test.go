//go:build !argo36

package main

import (
	"strings"
	"testing"
)

// The older CRDs have no rules.
func TestCRDRules(t *testing.T) {
	v, err := newValidator()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, from, to, finding string }{
		{"kinds of a template", "container: {image: resolver, command: [clean]}", "container: {image: resolver, command: [clean]}\n      suspend: {}",
			"template must have at most one template type"},
		{"name of a task", "name: resolve\n", "name: 1-resolve\n", "task name cannot begin with a digit"},
	} {
		t.Run(test.name, func(t *testing.T) {
			findings := strings.Join(v.validate(splitDocuments("", strings.Replace(template, test.from, test.to, 1)), nil), "\n")
			if !strings.Contains(findings, "CRD: ") || !strings.Contains(findings, test.finding) {
				t.Errorf("findings %q, expected %q", findings, test.finding)
			}
		})
	}
}

func TestOffloadedArguments(t *testing.T) {
	long := strings.Repeat("$$", 40_000)
	run, err := render(&Request{Manifests: template, Parameters: map[string]string{"value": long, "k": long}})
	if err != nil {
		t.Fatal(err)
	}
	client := run.Pods[0]
	if got, want := client.Argv[2], "--k="+long; got != want {
		t.Errorf("%d bytes arrive of %d: a kubelet expanded them", len(got), len(want))
	}
	if run, err = render(&Request{Manifests: template, Parameters: map[string]string{"value": "", "k": long + long}}); err != nil {
		t.Fatal(err)
	}
	client = run.Pods[0]
	if got, want := client.Argv[2], "@"+client.Files[len(client.Files)-1].Path; got != want {
		t.Errorf("argument %.40q, expected %q", got, want)
	}
}
