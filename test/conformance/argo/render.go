package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	wfclientset "github.com/argoproj/argo-workflows/v4/pkg/client/clientset/versioned"
	"github.com/argoproj/argo-workflows/v4/workflow/common"
	"github.com/argoproj/argo-workflows/v4/workflow/controller"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/yaml"
)

// Run is what a Workflow did.
type Run struct {
	Name    string `json:"name"`
	UID     string `json:"uid"`
	Phase   string `json:"phase"`
	Message string `json:"message,omitempty"`
	Nodes   []Node `json:"nodes"`
	Pods    []Pod  `json:"pods"`
}

// Node is a node of the Workflow's status, in the order of creation.
type Node struct {
	ID, Name, Type, Template, Phase, Message string
	ExitCode                                 *string           `json:",omitempty"`
	Outputs                                  map[string]string `json:",omitempty"`
}

// renderer runs the real workflow controller against an API in memory and plays the kubelet.
type renderer struct {
	api       *api
	workflows wfclientset.Interface
	mu        sync.Mutex
	runs      map[string]*run            // by "namespace/name" of the Workflow
	templates map[string]*sharedTemplate // by "namespace/name" of the WorkflowTemplate
	released  *sync.Cond
}

type run struct {
	outcomes map[string][]Outcome
	attempts map[string]int // by template
	pods     []Pod
	err      error
	done     chan struct{}
}

// sharedTemplate lets requests with the same text run side by side, and those with another text wait.
type sharedTemplate struct {
	text  string
	users int
}

const controllerNamespace = "argo"

// theRenderer is started by the first request that needs it.
var theRenderer = sync.OnceValues(func() (*renderer, error) { return newRenderer(background) })

func render(req *Request) (*Run, error) {
	r, err := theRenderer()
	if err != nil {
		return nil, err
	}
	return r.render(background, req)
}

// nextRun numbers the Workflows: their names stay short and unique.
var nextRun atomic.Int64

func newRenderer(ctx context.Context) (*renderer, error) {
	// Some of the controller's parts log to a logger of their own, whatever the level.
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	os.Stderr = null
	r := &renderer{api: newAPI(), runs: map[string]*run{}, templates: map[string]*sharedTemplate{}}
	r.released = sync.NewCond(&r.mu)
	r.api.written = r.written
	// The controller would wait for the retry's back-off and try the same pod again.
	r.api.refused = func(pod *unstructured.Unstructured, err error) { r.fail(pod, err) }
	_, err = r.api.create("configmaps", controllerNamespace, &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]any{"name": "workflow-controller-configmap"},
	}})
	if err != nil {
		return nil, err
	}
	server := httptest.NewServer(r.api)
	config := &rest.Config{Host: server.URL, QPS: -1, ContentConfig: rest.ContentConfig{ContentType: "application/json"}}
	kube, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	if r.workflows, err = wfclientset.NewForConfig(config); err != nil {
		return nil, err
	}
	wfc, err := controller.NewWorkflowController(ctx, config, kube, r.workflows, controllerNamespace, "",
		"quay.io/argoproj/argoexec:"+argoVersion(), "", "text", "workflow-controller-configmap", false)
	if err != nil {
		return nil, err
	}
	go wfc.Run(ctx, 8, 1, 1, 1, 1)
	return r, nil
}

// render submits the entrypoint's WorkflowTemplate (the first with one, or the named one) and plays it to its end.
func (r *renderer) render(ctx context.Context, req *Request) (*Run, error) {
	var templates []*wfv1.WorkflowTemplate
	var entry *wfv1.WorkflowTemplate
	for _, doc := range splitDocuments("", req.Manifests) {
		tmpl := &wfv1.WorkflowTemplate{}
		if doc.err != nil {
			return nil, doc.err
		}
		text, err := yaml.YAMLToJSONStrict([]byte(doc.text))
		if err != nil {
			return nil, err
		}
		if err := decodeStrict(text, tmpl); err != nil {
			return nil, err
		}
		if tmpl.Namespace == "" {
			tmpl.Namespace = defaultNamespace
		}
		if entry == nil && (tmpl.Name == req.Template || req.Template == "" && tmpl.Spec.Entrypoint != "") {
			entry = tmpl
		}
		templates = append(templates, tmpl)
	}
	if entry == nil {
		return nil, errors.New("no WorkflowTemplate to submit")
	}
	release, err := r.publish(ctx, templates)
	if err != nil {
		return nil, err
	}
	defer release()
	for attempt := 0; ; attempt++ {
		result, stale, err := r.submit(ctx, entry, templates, req)
		if err != nil || !stale {
			return result, err
		}
		if attempt == 20 {
			return nil, errors.New("the controller does not see the WorkflowTemplate")
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// publish stores the templates, once nobody uses others of their names.
func (r *renderer) publish(ctx context.Context, templates []*wfv1.WorkflowTemplate) (release func(), err error) {
	var held []string
	release = func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		for _, key := range held {
			r.templates[key].users--
		}
		r.released.Broadcast()
	}
	// one order for all, against deadlock
	sorted := slices.SortedFunc(slices.Values(templates), func(a, b *wfv1.WorkflowTemplate) int { return cmp.Compare(a.Name, b.Name) })
	for _, tmpl := range sorted {
		text, err := json.Marshal(tmpl)
		if err != nil {
			return release, err
		}
		key := tmpl.Namespace + "/" + tmpl.Name
		r.mu.Lock()
		shared := r.templates[key]
		if shared == nil {
			shared = &sharedTemplate{}
			r.templates[key] = shared
		}
		for shared.users > 0 && shared.text != string(text) {
			r.released.Wait()
		}
		shared.users++
		held = append(held, key)
		if shared.text == string(text) {
			r.mu.Unlock()
			continue
		}
		shared.text = string(text)
		client := r.workflows.ArgoprojV1alpha1().WorkflowTemplates(tmpl.Namespace)
		old, err := client.Get(ctx, tmpl.Name, metav1.GetOptions{})
		if err == nil {
			tmpl.ResourceVersion = old.ResourceVersion
			_, err = client.Update(ctx, tmpl, metav1.UpdateOptions{})
			tmpl.ResourceVersion = ""
		} else {
			_, err = client.Create(ctx, tmpl, metav1.CreateOptions{})
		}
		r.mu.Unlock()
		if err != nil {
			release()
			return nil, err
		}
	}
	return release, nil
}

// submit plays one Workflow; stale says that the controller's cache did not hold the templates yet.
func (r *renderer) submit(ctx context.Context, entry *wfv1.WorkflowTemplate, templates []*wfv1.WorkflowTemplate, req *Request) (_ *Run, stale bool, err error) {
	wf := common.NewWorkflowFromWorkflowTemplate(entry.Name, false)
	opts := &wfv1.SubmitOpts{}
	switch req.By {
	case "", "workflowTemplateRef":
		for name, value := range req.Parameters {
			opts.Parameters = append(opts.Parameters, name+"="+value)
		}
	case "templateRef":
		given := req.Parameters
		if given == nil {
			given = map[string]string{}
		}
		wf.Spec = caller(entry, given).Spec
	default:
		return nil, false, fmt.Errorf("by %q: workflowTemplateRef or templateRef", req.By)
	}
	wf.Name, wf.GenerateName = wf.GenerateName+fmt.Sprint(nextRun.Add(1)), ""
	wf.Namespace = entry.Namespace
	key := wf.Namespace + "/" + wf.Name
	current := &run{outcomes: req.Outcomes, attempts: map[string]int{}, done: make(chan struct{})}
	r.mu.Lock()
	r.runs[key] = current
	r.mu.Unlock()
	client := r.workflows.ArgoprojV1alpha1().Workflows(wf.Namespace)
	defer r.forget(key)
	if _, err = submitWorkflow(ctx, r.workflows, wf, opts); err != nil {
		return nil, false, fmt.Errorf("argo submit: %w", err)
	}
	timeout := time.NewTimer(30 * time.Second)
	defer timeout.Stop()
	timedOut := false
	select {
	case <-current.done:
	case <-timeout.C:
		timedOut = true
	}
	end, err := client.Get(ctx, wf.Name, metav1.GetOptions{})
	if err != nil {
		return nil, false, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if current.err != nil {
		return nil, false, current.err
	}
	result := describe(end, current.pods)
	if timedOut {
		text, _ := json.Marshal(result)
		return nil, false, fmt.Errorf("the Workflow did not end in 30 s: %.4000s", text)
	}
	return result, staleTemplates(end, templates), nil
}

func staleTemplates(wf *wfv1.Workflow, templates []*wfv1.WorkflowTemplate) bool {
	for _, tmpl := range templates {
		for i := range tmpl.Spec.Templates {
			t := &tmpl.Spec.Templates[i]
			if spec := wf.Status.StoredWorkflowSpec; spec != nil && wf.Spec.WorkflowTemplateRef.Name == tmpl.Name {
				stored := slices.IndexFunc(spec.Templates, func(s wfv1.Template) bool { return s.Name == t.Name })
				if stored < 0 || !sameJSON(spec.Templates[stored], t) {
					return true
				}
			}
			if stored, ok := wf.Status.StoredTemplates["namespaced/"+tmpl.Name+"/"+t.Name]; ok && !sameJSON(stored, t) {
				return true
			}
		}
	}
	return wf.Status.StoredWorkflowSpec == nil && len(wf.Status.StoredTemplates) == 0
}

func sameJSON(a, b any) bool {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return string(x) == string(y)
}

func describe(wf *wfv1.Workflow, pods []Pod) *Run {
	result := &Run{Name: wf.Name, UID: string(wf.UID), Phase: string(wf.Status.Phase), Message: wf.Status.Message, Nodes: []Node{}, Pods: pods}
	for _, n := range wf.Status.Nodes {
		node := Node{ID: n.ID, Name: n.Name, Type: string(n.Type), Template: n.TemplateName, Phase: string(n.Phase), Message: n.Message}
		if n.TemplateRef != nil {
			node.Template = n.TemplateRef.Template
		}
		if n.Outputs != nil {
			node.ExitCode = n.Outputs.ExitCode
			for _, p := range n.Outputs.Parameters {
				if node.Outputs == nil {
					node.Outputs = map[string]string{}
				}
				node.Outputs[p.Name] = p.GetValue()
			}
		}
		result.Nodes = append(result.Nodes, node)
	}
	slices.SortFunc(result.Nodes, func(a, b Node) int { return cmp.Compare(a.Name, b.Name) })
	return result
}

// forget deletes what a run left behind.
func (r *renderer) forget(workflow string) {
	r.mu.Lock()
	delete(r.runs, workflow)
	r.mu.Unlock()
	_, _ = r.api.delete("workflows", workflow)
	for _, resource := range []string{"pods", "configmaps", "workflowtaskresults"} {
		r.api.deleteAll(resource, func(o *unstructured.Unstructured) bool {
			return o.GetNamespace()+"/"+o.GetLabels()[common.LabelKeyWorkflow] == workflow
		})
	}
}

// written plays the kubelet for new pods and watches for Workflows that end.
func (r *renderer) written(resource string, object *unstructured.Unstructured) {
	switch resource {
	case "workflows":
		if object.GetLabels()[common.LabelKeyCompleted] != "true" {
			return
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		if run := r.runs[object.GetNamespace()+"/"+object.GetName()]; run != nil {
			run.end(nil)
		}
	case "pods":
		if phase, _, _ := unstructured.NestedString(object.Object, "status", "phase"); phase == string(corev1.PodPending) {
			go r.runPod(object)
		}
	}
}

// end is called under the renderer's lock.
func (run *run) end(err error) {
	select {
	case <-run.done:
	default:
		run.err = err
		close(run.done)
	}
}

func (r *renderer) runPod(object *unstructured.Unstructured) {
	run := r.runOf(object)
	if run == nil {
		return
	}
	err := func() error {
		var pod corev1.Pod
		if err := runtime.DefaultUnstructuredConverter.FromUnstructured(object.Object, &pod); err != nil {
			return err
		}
		seen, tmpl, err := playKubelet(&pod, func(name string) (map[string]string, error) {
			cm, err := r.api.get("configmaps", pod.Namespace+"/"+name)
			if err != nil {
				return nil, err
			}
			data, _, err := unstructured.NestedStringMap(cm.Object, "data")
			return data, err
		})
		if err != nil {
			return err
		}
		r.mu.Lock()
		attempt := run.attempts[tmpl.Name]
		run.attempts[tmpl.Name]++
		var outcome Outcome
		if all := run.outcomes[tmpl.Name]; len(all) > 0 {
			outcome = all[min(attempt, len(all)-1)]
		}
		seen.Attempt = attempt + 1
		run.pods = append(run.pods, *seen)
		r.mu.Unlock()
		return r.finishPod(&pod, tmpl, outcome)
	}()
	if err != nil {
		r.fail(object, err)
	}
}

func (r *renderer) runOf(pod *unstructured.Unstructured) *run {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.runs[pod.GetNamespace()+"/"+pod.GetLabels()[common.LabelKeyWorkflow]]
}

func (r *renderer) fail(pod *unstructured.Unstructured, err error) {
	if run := r.runOf(pod); run != nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		run.end(fmt.Errorf("pod %s: %w", pod.GetName(), err))
	}
}

// finishPod reports what the wait container and the kubelet report.
func (r *renderer) finishPod(pod *corev1.Pod, tmpl *wfv1.Template, outcome Outcome) error {
	// Long ago: no back-off is left to wait for.
	finished := metav1.NewTime(time.Now().Add(-24 * time.Hour))
	status := corev1.PodStatus{Phase: corev1.PodSucceeded, StartTime: &finished, Reason: outcome.Reason}
	if outcome.Reason != "" || outcome.ExitCode != 0 {
		status.Phase = corev1.PodFailed
	}
	if outcome.Reason == "" {
		for _, c := range pod.Spec.InitContainers {
			status.InitContainerStatuses = append(status.InitContainerStatuses, terminated(c.Name, 0, finished))
		}
		for _, c := range pod.Spec.Containers {
			code := int32(0)
			if c.Name == common.MainContainerName {
				code = outcome.ExitCode
			}
			status.ContainerStatuses = append(status.ContainerStatuses, terminated(c.Name, code, finished))
		}
		outputs := wfv1.Outputs{}
		for _, p := range tmpl.Outputs.Parameters {
			if value, ok := outcome.Outputs[p.Name]; ok {
				p.Value = wfv1.AnyStringPtr(value)
			} else if p.ValueFrom != nil && p.ValueFrom.Default != nil {
				p.Value = p.ValueFrom.Default
			} else {
				continue
			}
			outputs.Parameters = append(outputs.Parameters, p)
		}
		result := &wfv1.WorkflowTaskResult{
			ObjectMeta: metav1.ObjectMeta{
				Name: pod.Annotations[common.AnnotationKeyNodeID],
				Labels: map[string]string{
					common.LabelKeyWorkflow:               pod.Labels[common.LabelKeyWorkflow],
					common.LabelKeyReportOutputsCompleted: "true",
				},
			},
			NodeResult: wfv1.NodeResult{Outputs: &outputs},
		}
		if _, err := r.workflows.ArgoprojV1alpha1().WorkflowTaskResults(pod.Namespace).Create(background, result, metav1.CreateOptions{}); err != nil {
			return err
		}
	}
	_, err := r.api.update("pods", pod.Namespace+"/"+pod.Name, func(old *unstructured.Unstructured) (*unstructured.Unstructured, error) {
		content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(&status)
		changed := old.DeepCopy()
		changed.Object["status"] = content
		return changed, err
	})
	return err
}

func terminated(name string, code int32, at metav1.Time) corev1.ContainerStatus {
	reason := "Completed"
	if code != 0 {
		reason = "Error"
	}
	return corev1.ContainerStatus{Name: name, State: corev1.ContainerState{
		Terminated: &corev1.ContainerStateTerminated{ExitCode: code, Reason: reason, StartedAt: at, FinishedAt: at},
	}}
}
