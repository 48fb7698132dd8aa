package main

import (
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
)

// template is small, and has what generated ones have: raw artifacts, a retry, an exit handler, a patch, an expression.
const template = `apiVersion: argoproj.io/v1alpha1
kind: WorkflowTemplate
metadata: {name: judged, namespace: alida}
spec:
  entrypoint: main
  onExit: on-exit
  arguments:
    parameters:
      - {name: value}
      - {name: k, value: "8"}
  templates:
    - name: main
      inputs:
        parameters:
          - {name: value}
          - {name: k, default: "8"}
          - {name: text, default: "a $(HOME) b"}
      dag:
        tasks:
          - name: submit
            template: client
            arguments:
              parameters:
                - {name: value, value: "{{=sprig.b64enc(inputs.parameters['value'])}}"}
                - {name: k, value: "{{inputs.parameters.k}}"}
                - {name: text, value: "{{inputs.parameters.text}}"}
                - {name: submission, value: "{{=sprig.sha1sum(node.name)}}"}
          - name: resolve
            depends: submit.Succeeded || submit.Failed || submit.Errored
            template: resolver
            arguments: {parameters: [{name: submission, value: "{{=sprig.sha1sum(node.name)}}"}]}
    - name: on-exit
      steps:
        - - {name: cleanup, template: cleanup, when: "{{workflow.status}} != Succeeded"}
    - name: client
      inputs:
        parameters: [{name: value}, {name: k}, {name: text}, {name: submission}]
        artifacts:
          - name: text
            path: /tmp/text
            mode: 292
            raw: {data: "{{inputs.parameters.text}}"}
      retryStrategy:
        limit: 2
        expression: "lastRetry.exitCode == '75'"
        backoff: {duration: "30s", factor: 2}
      serviceAccountName: argo-workflow
      podSpecPatch: '{"terminationGracePeriodSeconds": 90}'
      container:
        image: client
        command: [bash]
        args: ["--value={{inputs.parameters.value}}", "--k={{inputs.parameters.k}}"]
        env:
          - {name: UID, value: "{{workflow.uid}}"}
          - {name: SUBMISSION, value: "{{inputs.parameters.submission}}"}
          - {name: STARTED, value: "{{=sprig.now().UnixNano()}}"}
        resources: {requests: {cpu: 500m, memory: 1Gi}, limits: {memory: 1Gi}}
    - name: resolver
      inputs: {parameters: [{name: submission}]}
      container: {image: resolver, command: [resolve], env: [{name: SUBMISSION, value: "{{inputs.parameters.submission}}"}]}
    - name: cleanup
      container: {image: resolver, command: [clean]}
`

func TestValidate(t *testing.T) {
	v, err := newValidator()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, from, to, finding string }{
		{"nothing wrong", "", "", ""},
		{"unknown field", "retryStrategy:", "retryStrategi: {}\n      retryStrategy:", "retryStrategi"},
		{"unknown tag", "{{inputs.parameters.k}}", "{{inputs.parameters.kk}}", "failed to resolve {{inputs.parameters.kk}}"},
		{"wrong quantity", "requests: {cpu: 500m, memory: 1Gi}", "requests: {cpu: 500m, memory: 4 gigs}", "quantities must match"},
		{"wrong type", "mode: 292", `mode: "0444"`, "mode"},
		{"duplicate key", "onExit: on-exit", "onExit: on-exit\n  onExit: on-exit", `key "onExit" already set`},
		{"name", "name: judged", "name: Judged", "metadata.name"},
		{"service account", "argo-workflow", "Argo_Workflow", "spec.templates[client].serviceAccountName"},
		{"patch", "terminationGracePeriodSeconds", "terminationGracePeriodSecond", "spec.templates[client].podSpecPatch"},
		{"argument without an input", "- {name: k, value: \"{{", "- {name: kk, value: \"\"}\n                - {name: k, value: \"{{", `dag.tasks[submit].arguments: template "client" has no input parameter "kk"`},
		{"expression's syntax", "['value'])}}", "['value']}}", "arguments.parameters[value].value: expression"},
		{"expression's function", "b64enc", "b64encode", "unknown function sprig.b64encode"},
		{"expression's parameter", "inputs.parameters['value']", "inputs.parameters['valve']", `no input parameter "valve"`},
		{"unclosed tag", "--k={{inputs.parameters.k}}", "--k={{inputs.parameters.k", "never closed"},
		{"depends", "depends: submit.Succeeded", "depends: submitt.Succeeded", "invalid dependency submitt"},
		{"workflow parameter under templateRef", "{{inputs.parameters.k}}", "{{workflow.parameters.k}}", "by templateRef"},
		{"retry expression", "lastRetry.exitCode ==", "lastTry.exitCode ==", "unknown name lastTry"},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(template, test.from, test.to, 1)
			if test.finding != "" && text == template {
				t.Fatal("the defect is not in the template")
			}
			findings := v.validate(splitDocuments("", text), nil)
			if test.finding == "" && len(findings) > 0 || !strings.Contains(strings.Join(findings, "\n"), test.finding) {
				t.Errorf("findings %q, expected %q", findings, test.finding)
			}
		})
	}
}

func TestRender(t *testing.T) {
	value := "$(UID) $$ {{x}} 'é😀\"\\\n\x01="
	run, err := render(&Request{
		Manifests:  template,
		Parameters: map[string]string{"value": value, "k": "$(UID) $$"},
		Outcomes:   map[string][]Outcome{"client": {{ExitCode: 75}, {ExitCode: 1}}, "resolver": {{ExitCode: 3}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if run.Phase != "Failed" {
		t.Errorf("phase %s", run.Phase)
	}
	if got := ran(run); got != "client client resolver cleanup" {
		t.Errorf("ran %s", got)
	}
	client := run.Pods[0]
	if got, want := client.Argv[1], "--value=JChVSUQpICQkIHt7eH19ICfDqfCfmIAiXAoBPQ=="; got != want {
		t.Errorf("argument %q, expected %q", got, want)
	}
	if got, want := client.Argv[2], "--k="+run.UID+" $"; got != want {
		t.Errorf("expanded by the kubelet: %q, expected %q", got, want)
	}
	if got, want := client.Files[0], (File{"/tmp/text", 0o444, "a $(HOME) b"}); got != want {
		t.Errorf("file %+v, expected %+v", got, want)
	}
	if grace := client.Manifest.Spec.TerminationGracePeriodSeconds; grace == nil || *grace != 90 {
		t.Errorf("podSpecPatch: grace period %v", grace)
	}
}

func ran(run *Run) string {
	var templates []string
	for _, p := range run.Pods {
		templates = append(templates, p.Template)
	}
	return strings.Join(templates, " ")
}

func TestOutcomes(t *testing.T) {
	for _, test := range []struct {
		name             string
		client, resolver []Outcome
		ran, phase       string
	}{
		{"retried until it succeeds", []Outcome{{ExitCode: 75}, {ExitCode: 75}, {}}, nil, "client client client resolver", "Succeeded"},
		{"retried in vain", []Outcome{{ExitCode: 75}}, nil, "client client client resolver", "Succeeded"},
		{"resolver's to decide", []Outcome{{ExitCode: 76}}, nil, "client resolver", "Succeeded"},
		{"failed", []Outcome{{ExitCode: 1}}, []Outcome{{ExitCode: 1}}, "client resolver cleanup", "Failed"},
		{"evicted", []Outcome{{Reason: "Evicted"}}, nil, "client resolver", "Succeeded"},
		{"succeeded, says the client alone", nil, []Outcome{{ExitCode: 1}}, "client resolver cleanup", "Failed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			run, err := render(&Request{
				Manifests:  template,
				Parameters: map[string]string{"value": ""},
				Outcomes:   map[string][]Outcome{"client": test.client, "resolver": test.resolver},
			})
			if err != nil {
				t.Fatal(err)
			}
			if got := ran(run); got != test.ran || run.Phase != test.phase {
				t.Errorf("ran %s: %s, expected %s: %s", got, run.Phase, test.ran, test.phase)
			}
			submission, started := lookup(run.Pods[0].Env, "SUBMISSION"), map[string]bool{}
			if len(submission) != 40 {
				t.Errorf("submission %q", submission)
			}
			for _, p := range run.Pods {
				if got := lookup(p.Env, "SUBMISSION"); p.Template != "cleanup" && got != submission {
					t.Errorf("%s has submission %q, the first client %q", p.Name, got, submission)
				}
				if at := lookup(p.Env, "STARTED"); p.Template == "client" {
					if started[at] {
						t.Errorf("%s was started at %s, as another", p.Name, at)
					}
					started[at] = true
				}
			}
		})
	}
}

func TestOffloadedTemplate(t *testing.T) {
	text := strings.Repeat("long ", 30_000)
	run, err := render(&Request{Manifests: strings.Replace(template, "a $(HOME) b", text, 1), Parameters: map[string]string{"value": ""}})
	if err != nil {
		t.Fatal(err)
	}
	client := run.Pods[0]
	if got, want := client.Files[0], (File{"/tmp/text", 0o444, text}); got != want {
		t.Errorf("file %.80v", got)
	}
	if got := client.Manifest.Spec.InitContainers[0].Env; !slices.ContainsFunc(got, func(e corev1.EnvVar) bool {
		return e.Name == "ARGO_TEMPLATE" && e.Value == "offloaded"
	}) {
		t.Errorf("environment %.200v", got)
	}
}

func TestRenderByTemplateRef(t *testing.T) {
	run, err := render(&Request{Manifests: template, By: "templateRef", Parameters: map[string]string{"value": "x"}})
	if err != nil {
		t.Fatal(err)
	}
	if run.Phase != "Succeeded" || len(run.Pods) != 2 {
		t.Errorf("%+v", run)
	}
}

func TestRenderRefused(t *testing.T) {
	for name, test := range map[string]struct {
		from, to, expected string
		parameters         map[string]string
	}{
		"invalid pod":           {"requests: {cpu: 500m, memory: 1Gi}", "requests: {cpu: 500m, memory: 2Gi}", "must be less than or equal to memory limit", map[string]string{"value": ""}},
		"mandatory parameter":   {"", "", "spec.arguments.value.value", map[string]string{}},
		"control character raw": {"", "", "invalid JSON", map[string]string{"value": "", "k": "\x01"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := render(&Request{Manifests: strings.Replace(template, test.from, test.to, 1), Parameters: test.parameters})
			if err == nil || !strings.Contains(err.Error(), test.expected) {
				t.Errorf("error %v, expected %q", err, test.expected)
			}
		})
	}
}
