package main

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"

	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	exprenv "github.com/argoproj/argo-workflows/v4/util/expr/env"
	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/parser"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation"
	"sigs.k8s.io/yaml"
)

// beyondLint reports what `argo lint` does not look at and a run would stumble over.
func beyondLint(spec *wfv1.WorkflowSpec, templates getter, report func(path, msg string)) {
	checkNames(spec, report)
	checkPodSpecPatch("spec.podSpecPatch", spec.PodSpecPatch, report)
	for i := range spec.Templates {
		t := &spec.Templates[i]
		path := fmt.Sprintf("spec.templates[%s]", t.Name)
		checkPodSpecPatch(path+".podSpecPatch", t.PodSpecPatch, report)
		if t.DAG != nil {
			for j := range t.DAG.Tasks {
				task := &t.DAG.Tasks[j]
				checkArguments(fmt.Sprintf("%s.dag.tasks[%s]", path, task.Name), task, task.Arguments, spec, templates, report)
			}
		}
		for _, group := range t.Steps {
			for j := range group.Steps {
				step := &group.Steps[j]
				checkArguments(fmt.Sprintf("%s.steps[%s]", path, step.Name), step, step.Arguments, spec, templates, report)
			}
		}
		if t.RetryStrategy != nil {
			checkExpression(path+".retryStrategy.expression", t.RetryStrategy.Expression, nil, report)
		}
		walkStrings(path, reflect.ValueOf(t), func(path, s string) { checkTags(path, s, t, report) })
	}
	if m := spec.WorkflowMetadata; m != nil {
		for label, from := range m.LabelsFrom {
			checkExpression(fmt.Sprintf("spec.workflowMetadata.labelsFrom[%s]", label), from.Expression, nil, report)
		}
	}
}

// checkNames looks at names that end up in Kubernetes objects; the CRD takes any string for them.
func checkNames(spec *wfv1.WorkflowSpec, report func(path, msg string)) {
	subdomain := func(path, name string) {
		if name == "" || strings.Contains(name, "{{") {
			return
		}
		for _, msg := range validation.IsDNS1123Subdomain(name) {
			report(path, fmt.Sprintf("%q: %s", name, msg))
		}
	}
	subdomain("spec.serviceAccountName", spec.ServiceAccountName)
	for i, s := range spec.ImagePullSecrets {
		subdomain(fmt.Sprintf("spec.imagePullSecrets[%d].name", i), s.Name)
	}
	for i := range spec.Templates {
		t := &spec.Templates[i]
		path := fmt.Sprintf("spec.templates[%s]", t.Name)
		subdomain(path+".serviceAccountName", t.ServiceAccountName)
		containers := []*corev1.Container{t.Container}
		if t.Script != nil {
			containers = append(containers, &t.Script.Container)
		}
		for _, c := range containers {
			if c == nil {
				continue
			}
			for _, e := range c.Env {
				for _, msg := range validation.IsEnvVarName(e.Name) {
					report(path+".env", fmt.Sprintf("%q: %s", e.Name, msg))
				}
				if e.ValueFrom != nil && e.ValueFrom.SecretKeyRef != nil {
					subdomain(path+".env["+e.Name+"].secretKeyRef.name", e.ValueFrom.SecretKeyRef.Name)
				}
			}
		}
		for k, v := range t.Metadata.Labels {
			for _, msg := range validation.IsQualifiedName(k) {
				report(path+".metadata.labels", fmt.Sprintf("%q: %s", k, msg))
			}
			if strings.Contains(v, "{{") {
				continue
			}
			for _, msg := range validation.IsValidLabelValue(v) {
				report(path+".metadata.labels["+k+"]", fmt.Sprintf("%q: %s", v, msg))
			}
		}
	}
}

// An expression may stand for any value; what becomes of it is seen when it is rendered.
var computed = regexp.MustCompile(`\{\{=.*?\}\}`)

func checkPodSpecPatch(path, patch string, report func(path, msg string)) {
	if patch == "" {
		return
	}
	var podSpec corev1.PodSpec
	if err := yaml.UnmarshalStrict(computed.ReplaceAll([]byte(patch), []byte("null")), &podSpec); err != nil {
		report(path, err.Error())
	}
}

// checkArguments: an argument that the called template has no input for is dropped without a word.
func checkArguments(path string, call wfv1.TemplateReferenceHolder, args wfv1.Arguments, spec *wfv1.WorkflowSpec, templates getter, report func(path, msg string)) {
	var callee *wfv1.Template
	if ref := call.GetTemplateRef(); ref != nil {
		if owner := templates[ref.Name]; owner != nil {
			callee = owner.GetTemplateByName(ref.Template)
		}
	} else {
		for i := range spec.Templates {
			if spec.Templates[i].Name == call.GetTemplateName() {
				callee = &spec.Templates[i]
			}
		}
	}
	if callee == nil {
		return // lint reports it
	}
	for _, p := range args.Parameters {
		if callee.Inputs.GetParameterByName(p.Name) == nil {
			report(path+".arguments", fmt.Sprintf("template %q has no input parameter %q", callee.Name, p.Name))
		}
	}
	for _, a := range args.Artifacts {
		if callee.Inputs.GetArtifactByName(a.Name) == nil {
			report(path+".arguments", fmt.Sprintf("template %q has no input artifact %q", callee.Name, a.Name))
		}
	}
}

var tag = regexp.MustCompile(`(?s)\{\{(.*?)\}\}`)

func checkTags(path, text string, t *wfv1.Template, report func(path, msg string)) {
	for _, m := range tag.FindAllStringSubmatch(text, -1) {
		if strings.HasPrefix(m[1], "=") {
			checkExpression(path, m[1][1:], t, report)
		}
	}
	if rest := tag.ReplaceAllString(text, ""); strings.Contains(rest, "{{") {
		report(path, "a tag is opened with {{ and never closed: Argo swallows the text up to the next }}")
	}
}

// roots are the variables that Argo puts into an expression's environment.
var roots = map[string]bool{"inputs": true, "outputs": true, "workflow": true, "tasks": true, "steps": true, "node": true,
	"pod": true, "item": true, "retries": true, "lastRetry": true}

// checkExpression compiles an expression and looks its names up: at run time an expression that fails stays in the
// text as it is, so a misspelt name would reach the program.
func checkExpression(path, expression string, t *wfv1.Template, report func(path, msg string)) {
	if expression == "" {
		return
	}
	env := exprenv.GetFuncMap(map[string]any{})
	tree, err := parser.ParseWithConfig(expression, conf.CreateNew())
	if err != nil {
		report(path, fmt.Sprintf("expression %q: %v", expression, err))
		return
	}
	if _, err := expr.Compile(expression, expr.Env(env), expr.AllowUndefinedVariables()); err != nil {
		report(path, fmt.Sprintf("expression %q: %v", expression, err))
	}
	sprig := env["sprig"].(map[string]any)
	visit := visitor(func(node ast.Node) {
		switch n := node.(type) {
		case *ast.IdentifierNode:
			if env[n.Value] == nil && !roots[n.Value] {
				report(path, fmt.Sprintf("expression %q: unknown name %s", expression, n.Value))
			}
		case *ast.MemberNode:
			property, ok := n.Property.(*ast.StringNode)
			if !ok {
				return
			}
			switch owner := n.Node.String(); {
			case owner == "sprig" && sprig[property.Value] == nil:
				report(path, fmt.Sprintf("expression %q: unknown function sprig.%s", expression, property.Value))
			case owner == "inputs.parameters" && t != nil && t.Inputs.GetParameterByName(property.Value) == nil:
				report(path, fmt.Sprintf("expression %q: template %q has no input parameter %q", expression, t.Name, property.Value))
			}
		}
	})
	ast.Walk(&tree.Node, visit)
}

type visitor func(ast.Node)

func (v visitor) Visit(node *ast.Node) { v(*node) }

// walkStrings calls f with every string below v and the path of its JSON fields.
func walkStrings(path string, v reflect.Value, f func(path, s string)) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			walkStrings(path, v.Elem(), f)
		}
	case reflect.String:
		f(path, v.String())
	case reflect.Slice:
		for i := range v.Len() {
			walkStrings(fmt.Sprintf("%s[%s]", path, elementName(v.Index(i), i)), v.Index(i), f)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			walkStrings(fmt.Sprintf("%s[%v]", path, k), v.MapIndex(k), f)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if !field.IsExported() {
				continue
			}
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if name != "" {
				name = "." + name
			}
			walkStrings(path+name, v.Field(i), f)
		}
	}
}

func elementName(v reflect.Value, i int) string {
	if v.Kind() == reflect.Struct {
		if name := v.FieldByName("Name"); name.IsValid() && name.Kind() == reflect.String && name.String() != "" {
			return name.String()
		}
	}
	return fmt.Sprint(i)
}
