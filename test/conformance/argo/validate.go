package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	"github.com/argoproj/argo-workflows/v4/workflow/validate"
	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	"k8s.io/apimachinery/pkg/util/validation/field"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

func argoVersion() string {
	info, _ := debug.ReadBuildInfo()
	for _, m := range info.Deps {
		if strings.HasPrefix(m.Path, "github.com/argoproj/argo-workflows/") {
			return m.Version
		}
	}
	return "unknown"
}

// document is one YAML document; name is what findings begin with.
type document struct {
	name, text string
	err        error
}

func splitDocuments(file, text string) []document {
	var documents []document
	reader := utilyaml.NewYAMLReader(bufio.NewReader(strings.NewReader(text)))
	for i := 1; ; i++ {
		doc, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return documents
		}
		if len(bytes.TrimSpace(doc)) == 0 && err == nil {
			continue
		}
		name := file
		if name == "" {
			name = fmt.Sprintf("document %d", i)
		}
		documents = append(documents, document{name, string(doc), err})
		if err != nil {
			return documents
		}
	}
}

type validator struct {
	crds map[string]*crdSchema // by kind
}

// newValidator reads the CRDs in the folder that ARGO_CRDS names.
func newValidator() (*validator, error) {
	v := &validator{map[string]*crdSchema{}}
	for kind, plural := range map[string]string{"WorkflowTemplate": "workflowtemplates", "Workflow": "workflows", "CronWorkflow": "cronworkflows"} {
		crd, err := loadCRD(os.Getenv("ARGO_CRDS"), plural)
		if err != nil {
			return nil, err
		}
		v.crds[kind] = crd
	}
	return v, nil
}

// getter resolves templateRefs among the documents of one request.
type getter map[string]*wfv1.WorkflowTemplate

func (g getter) get(name string) (*wfv1.WorkflowTemplate, error) {
	if t, ok := g[name]; ok {
		return t, nil
	}
	return nil, fmt.Errorf("WorkflowTemplate %q is not among the manifests", name)
}

type noClusterTemplates struct{}

func (noClusterTemplates) get(name string) (*wfv1.ClusterWorkflowTemplate, error) {
	return nil, fmt.Errorf("ClusterWorkflowTemplate %q is not among the manifests", name)
}

// validate returns every disagreement of Argo and Kubernetes with the documents, none if they agree.
// Parameters are given at submit; nil fills in each mandatory one.
func (v *validator) validate(documents []document, parameters map[string]string) []string {
	findings := []string{}
	report := func(doc document, format string, args ...any) {
		message := strings.Join(strings.Fields(fmt.Sprintf(format, args...)), " ")
		findings = append(findings, doc.name+": "+message)
	}
	if len(documents) == 0 {
		return []string{"no document"}
	}

	templates := getter{}
	workflows := map[int]*wfv1.Workflow{}
	crons := map[int]*wfv1.CronWorkflow{}
	parsed := map[int]*wfv1.WorkflowTemplate{}
	for i, doc := range documents {
		object, err := v.parse(doc, report)
		if err != nil {
			report(doc, "%v", err)
			continue
		}
		switch o := object.(type) {
		case *wfv1.WorkflowTemplate:
			if templates[o.Name] != nil {
				report(doc, "a second WorkflowTemplate is named %q", o.Name)
				continue
			}
			templates[o.Name], parsed[i] = o, o
		case *wfv1.Workflow:
			workflows[i] = o
		case *wfv1.CronWorkflow:
			crons[i] = o
		}
	}

	for i, doc := range documents {
		if wf := workflows[i]; wf != nil {
			if err := validateWorkflow(templates, wf.DeepCopy(), validate.ValidateOpts{Lint: true}); err != nil {
				report(doc, "argo lint: %v", err)
			}
			beyondLint(&wf.Spec, templates, func(path, msg string) { report(doc, "%s: %s", path, msg) })
		}
		if cron := crons[i]; cron != nil {
			if err := validateCron(templates, cron.DeepCopy()); err != nil {
				report(doc, "argo lint: %v", err)
			}
			run := &wfv1.Workflow{ObjectMeta: metav1.ObjectMeta{Name: "judged", Namespace: cron.Namespace}, Spec: cron.Spec.WorkflowSpec}
			if err := validateWorkflow(templates, run, validate.ValidateOpts{Submit: true}); err != nil {
				report(doc, "by its schedule: %v", err)
			}
		}
		tmpl := parsed[i]
		if tmpl == nil {
			continue
		}
		beyondLint(&tmpl.Spec, templates, func(path, msg string) { report(doc, "%s: %s", path, msg) })
		if err := lintTemplate(templates, tmpl.DeepCopy()); err != nil {
			report(doc, "argo lint: %v", err)
			continue // it would fail every Workflow below too
		}
		if tmpl.Spec.Entrypoint == "" {
			continue
		}
		// The controller's own options come to the same: Lint and WorkflowTemplateValidation alone make a difference.
		opts := validate.ValidateOpts{Submit: true}
		if err := validateWorkflow(templates, submitted(tmpl, parameters), opts); err != nil {
			report(doc, "by workflowTemplateRef: %v", err)
		} else if err := validateWorkflow(templates, caller(tmpl, parameters), opts); err != nil {
			report(doc, "by templateRef: %v", err)
		}
	}
	return findings
}

// parse reads a document as the API server with strict field validation and as Argo's typed client do.
func (v *validator) parse(doc document, report func(document, string, ...any)) (metav1.Object, error) {
	if doc.err != nil {
		return nil, doc.err
	}
	text, err := yaml.YAMLToJSONStrict([]byte(doc.text))
	if err != nil {
		return nil, err
	}
	var raw map[string]any
	// The schema knows integers from floats, and so does this decoder.
	if err := utiljson.Unmarshal(text, &raw); err != nil {
		return nil, err
	}
	kind, _ := raw["kind"].(string)
	crd := v.crds[kind]
	if crd == nil || raw["apiVersion"] != "argoproj.io/v1alpha1" {
		return nil, fmt.Errorf("%v %q: only Workflows, WorkflowTemplates and CronWorkflows of argoproj.io/v1alpha1 are judged", raw["apiVersion"], kind)
	}
	for _, finding := range crd.validate(raw) {
		report(doc, "%s", finding)
	}
	var object metav1.Object = &wfv1.WorkflowTemplate{}
	if kind == "Workflow" {
		object = &wfv1.Workflow{}
	} else if kind == "CronWorkflow" {
		object = &wfv1.CronWorkflow{}
	}
	if err := decodeStrict(text, object); err != nil {
		return nil, err
	}
	if object.GetNamespace() == "" {
		object.SetNamespace(defaultNamespace)
	}
	for _, err := range apivalidation.ValidateObjectMetaAccessor(object, true, apivalidation.NameIsDNSSubdomain, field.NewPath("metadata")) {
		report(doc, "%v", err)
	}
	return object, nil
}

// decodeStrict reads JSON, as all of Argo's clients get it, whatever the user wrote.
func decodeStrict(text []byte, object metav1.Object) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(object); err != nil {
		return fmt.Errorf("strict decoding: %w", err)
	}
	return nil
}

const defaultNamespace = "default"

// submitted is the Workflow that `argo submit --from` makes.
func submitted(tmpl *wfv1.WorkflowTemplate, parameters map[string]string) *wfv1.Workflow {
	wf := &wfv1.Workflow{
		ObjectMeta: metav1.ObjectMeta{Name: "judged", Namespace: tmpl.Namespace},
		Spec:       wfv1.WorkflowSpec{WorkflowTemplateRef: &wfv1.WorkflowTemplateRef{Name: tmpl.Name}},
	}
	wf.Spec.Arguments.Parameters = arguments(tmpl.Spec.Arguments.Parameters, parameters)
	return wf
}

// caller is a Workflow that calls the entrypoint by templateRef.
func caller(tmpl *wfv1.WorkflowTemplate, parameters map[string]string) *wfv1.Workflow {
	task := wfv1.DAGTask{
		Name:        "call",
		TemplateRef: &wfv1.TemplateRef{Name: tmpl.Name, Template: tmpl.Spec.Entrypoint},
	}
	if main := tmpl.GetTemplateByName(tmpl.Spec.Entrypoint); main != nil {
		task.Arguments.Parameters = arguments(main.Inputs.Parameters, parameters)
	}
	return &wfv1.Workflow{
		ObjectMeta: metav1.ObjectMeta{Name: "judged", Namespace: tmpl.Namespace},
		Spec: wfv1.WorkflowSpec{
			Entrypoint: "outer",
			Templates:  []wfv1.Template{{Name: "outer", DAG: &wfv1.DAGTemplate{Tasks: []wfv1.DAGTask{task}}}},
		},
	}
}

func arguments(declared []wfv1.Parameter, given map[string]string) []wfv1.Parameter {
	var args []wfv1.Parameter
	if given != nil {
		for name, value := range given {
			args = append(args, wfv1.Parameter{Name: name, Value: wfv1.AnyStringPtr(value)})
		}
		return args
	}
	for _, p := range declared {
		if p.Value != nil || p.Default != nil {
			continue
		}
		value := wfv1.AnyStringPtr("judged")
		if len(p.Enum) > 0 {
			value = &p.Enum[0]
		}
		args = append(args, wfv1.Parameter{Name: p.Name, Value: value})
	}
	return args
}
