package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	jsonpatch "github.com/evanphx/json-patch"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/rand"
	"k8s.io/apimachinery/pkg/util/uuid"
	podutil "k8s.io/kubernetes/pkg/api/pod"
	"k8s.io/kubernetes/pkg/apis/core"
	corev1defaults "k8s.io/kubernetes/pkg/apis/core/v1"
	corevalidation "k8s.io/kubernetes/pkg/apis/core/validation"
)

// api is as much of a Kubernetes API server as the workflow controller needs: objects in memory, watches, optimistic
// locking, and for pods Kubernetes' own defaults and validation.
type api struct {
	mu       sync.Mutex
	version  int
	objects  map[string]map[string]*unstructured.Unstructured // by resource, then "namespace/name"
	watchers map[*watcher]struct{}
	// written is called after a create or an update, not under the lock.
	written func(resource string, object *unstructured.Unstructured)
	// refused is called with a pod that is invalid.
	refused func(pod *unstructured.Unstructured, err error)
}

type watcher struct {
	resource string
	matches  func(*unstructured.Unstructured) bool
	events   chan watchEvent
}

type watchEvent struct {
	Type   string         `json:"type"`
	Object map[string]any `json:"object"`
}

// kinds of the resources that the controller uses; any other is 404.
var kinds = map[string]string{
	"pods": "Pod", "configmaps": "ConfigMap", "namespaces": "Namespace", "secrets": "Secret", "serviceaccounts": "ServiceAccount",
	"workflows": "Workflow", "workflowtemplates": "WorkflowTemplate", "clusterworkflowtemplates": "ClusterWorkflowTemplate",
	"cronworkflows": "CronWorkflow", "workflowtasksets": "WorkflowTaskSet", "workflowtaskresults": "WorkflowTaskResult",
	"workflowartifactgctasks": "WorkflowArtifactGCTask",
}

func newAPI() *api {
	return &api{objects: map[string]map[string]*unstructured.Unstructured{}, watchers: map[*watcher]struct{}{}}
}

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// /api/v1/… or /apis/GROUP/VERSION/…, then [namespaces/NAMESPACE/]RESOURCE[/NAME[/SUBRESOURCE]]
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	skip := 2
	if parts[0] == "apis" {
		skip = 3
	}
	if len(parts) <= skip {
		reply(w, nil, apierrors.NewNotFound(schema.GroupResource{}, r.URL.Path))
		return
	}
	groupVersion := strings.Join(parts[1:skip], "/")
	parts = parts[skip:]
	var namespace, name string
	if parts[0] == "namespaces" && len(parts) > 2 {
		namespace, parts = parts[1], parts[2:]
	}
	resource := parts[0]
	if len(parts) > 1 {
		name = parts[1]
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		reply(w, nil, err)
		return
	}
	switch {
	case resource == "events" && r.Method == http.MethodPost:
		writeJSON(w, http.StatusCreated, json.RawMessage(body))
		return
	case resource == "selfsubjectaccessreviews":
		var review map[string]any
		if err := json.Unmarshal(body, &review); err != nil {
			reply(w, nil, err)
			return
		}
		review["status"] = map[string]any{"allowed": true}
		writeJSON(w, http.StatusCreated, review)
		return
	case kinds[resource] == "":
		reply(w, nil, apierrors.NewNotFound(schema.GroupResource{Resource: resource}, name))
		return
	}
	key := namespace + "/" + name
	query := r.URL.Query()
	switch r.Method {
	case http.MethodGet:
		if name != "" {
			object, err := a.get(resource, key)
			reply(w, object, err)
			return
		}
		matches, err := selector(namespace, query.Get("labelSelector"), query.Get("fieldSelector"))
		if err != nil {
			reply(w, nil, err)
		} else if query.Get("watch") == "true" || query.Get("watch") == "1" {
			a.watch(w, r, resource, query.Get("resourceVersion"), matches)
		} else {
			a.list(w, resource, groupVersion, matches)
		}
	case http.MethodPost:
		object, err := decode(body, groupVersion, kinds[resource])
		if err == nil {
			object, err = a.create(resource, namespace, object)
		}
		reply(w, object, err)
	case http.MethodPut:
		object, err := decode(body, groupVersion, kinds[resource])
		if err == nil {
			object, err = a.update(resource, key, func(*unstructured.Unstructured) (*unstructured.Unstructured, error) { return object, nil })
		}
		reply(w, object, err)
	case http.MethodPatch:
		if r.Header.Get("Content-Type") != "application/merge-patch+json" {
			reply(w, nil, apierrors.NewBadRequest("only merge patches are served"))
			return
		}
		object, err := a.update(resource, key, func(old *unstructured.Unstructured) (*unstructured.Unstructured, error) {
			text, err := old.MarshalJSON()
			if err != nil {
				return nil, err
			}
			if text, err = jsonpatch.MergePatch(text, body); err != nil {
				return nil, err
			}
			return decode(text, groupVersion, kinds[resource])
		})
		reply(w, object, err)
	case http.MethodDelete:
		if name != "" {
			object, err := a.delete(resource, key)
			reply(w, object, err)
			return
		}
		matches, err := selector(namespace, query.Get("labelSelector"), query.Get("fieldSelector"))
		if err == nil {
			a.deleteAll(resource, matches)
		}
		reply(w, &unstructured.Unstructured{Object: map[string]any{"kind": "Status", "apiVersion": "v1", "status": "Success"}}, err)
	default:
		reply(w, nil, apierrors.NewMethodNotSupported(schema.GroupResource{Resource: resource}, r.Method))
	}
}

func decode(body []byte, apiVersion, kind string) (*unstructured.Unstructured, error) {
	object := &unstructured.Unstructured{}
	if err := json.Unmarshal(body, &object.Object); err != nil {
		return nil, apierrors.NewBadRequest(err.Error())
	}
	object.SetAPIVersion(apiVersion)
	object.SetKind(kind)
	return object, nil
}

func selector(namespace, labelSelector, fieldSelector string) (func(*unstructured.Unstructured) bool, error) {
	byLabel, err := labels.Parse(labelSelector)
	if err != nil {
		return nil, apierrors.NewBadRequest(err.Error())
	}
	byField, err := fields.ParseSelector(fieldSelector)
	if err != nil {
		return nil, apierrors.NewBadRequest(err.Error())
	}
	return func(o *unstructured.Unstructured) bool {
		return (namespace == "" || o.GetNamespace() == namespace) && byLabel.Matches(labels.Set(o.GetLabels())) &&
			byField.Matches(fields.Set{"metadata.name": o.GetName(), "metadata.namespace": o.GetNamespace()})
	}, nil
}

func (a *api) get(resource, key string) (*unstructured.Unstructured, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	object := a.objects[resource][key]
	if object == nil {
		return nil, apierrors.NewNotFound(schema.GroupResource{Resource: resource}, key)
	}
	return object, nil
}

func (a *api) create(resource, namespace string, object *unstructured.Unstructured) (*unstructured.Unstructured, error) {
	if object.GetName() == "" {
		object.SetName(object.GetGenerateName() + rand.String(5))
	}
	if namespace != "" {
		object.SetNamespace(namespace)
	}
	object.SetUID(uuid.NewUUID())
	_ = unstructured.SetNestedField(object.Object, time.Now().UTC().Format(time.RFC3339), "metadata", "creationTimestamp")
	if resource == "pods" {
		if err := admitPod(object); err != nil {
			a.refused(object, err)
			return nil, err
		}
	}
	key := object.GetNamespace() + "/" + object.GetName()
	a.mu.Lock()
	if a.objects[resource][key] != nil {
		a.mu.Unlock()
		return nil, apierrors.NewAlreadyExists(schema.GroupResource{Resource: resource}, key)
	}
	a.store(resource, key, object)
	a.mu.Unlock()
	if a.written != nil {
		a.written(resource, object)
	}
	return object, nil
}

func (a *api) update(resource, key string, change func(*unstructured.Unstructured) (*unstructured.Unstructured, error)) (*unstructured.Unstructured, error) {
	a.mu.Lock()
	old := a.objects[resource][key]
	if old == nil {
		a.mu.Unlock()
		return nil, apierrors.NewNotFound(schema.GroupResource{Resource: resource}, key)
	}
	object, err := change(old)
	if err == nil && object.GetResourceVersion() != "" && object.GetResourceVersion() != old.GetResourceVersion() {
		err = apierrors.NewConflict(schema.GroupResource{Resource: resource}, key, fmt.Errorf("the object has been modified"))
	}
	if err != nil {
		a.mu.Unlock()
		return nil, err
	}
	object.SetUID(old.GetUID())
	object.SetCreationTimestamp(old.GetCreationTimestamp())
	a.store(resource, key, object)
	a.mu.Unlock()
	if a.written != nil {
		a.written(resource, object)
	}
	return object, nil
}

func (a *api) delete(resource, key string) (*unstructured.Unstructured, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	old := a.objects[resource][key]
	if old == nil {
		return nil, apierrors.NewNotFound(schema.GroupResource{Resource: resource}, key)
	}
	delete(a.objects[resource], key)
	a.version++
	gone := old.DeepCopy()
	gone.SetResourceVersion(strconv.Itoa(a.version))
	a.notify(resource, old, nil, gone)
	return gone, nil
}

func (a *api) deleteAll(resource string, matches func(*unstructured.Unstructured) bool) {
	var keys []string
	a.mu.Lock()
	for key, o := range a.objects[resource] {
		if matches(o) {
			keys = append(keys, key)
		}
	}
	a.mu.Unlock()
	for _, key := range keys {
		_, _ = a.delete(resource, key) // gone already is as good
	}
}

// store replaces an object; stored objects are never changed in place, so readers need no copy.
func (a *api) store(resource, key string, object *unstructured.Unstructured) {
	a.version++
	object.SetResourceVersion(strconv.Itoa(a.version))
	if a.objects[resource] == nil {
		a.objects[resource] = map[string]*unstructured.Unstructured{}
	}
	old := a.objects[resource][key]
	a.objects[resource][key] = object
	a.notify(resource, old, object, object)
}

func (a *api) notify(resource string, old, now, shown *unstructured.Unstructured) {
	for w := range a.watchers {
		if w.resource != resource {
			continue
		}
		before, after := old != nil && w.matches(old), now != nil && w.matches(now)
		switch {
		case before && after:
			w.events <- watchEvent{"MODIFIED", shown.Object}
		case after:
			w.events <- watchEvent{"ADDED", shown.Object}
		case before:
			w.events <- watchEvent{"DELETED", shown.Object}
		}
	}
}

func (a *api) list(w http.ResponseWriter, resource, groupVersion string, matches func(*unstructured.Unstructured) bool) {
	a.mu.Lock()
	items := []map[string]any{}
	for _, key := range slices.Sorted(maps.Keys(a.objects[resource])) {
		if o := a.objects[resource][key]; matches(o) {
			items = append(items, o.Object)
		}
	}
	version := strconv.Itoa(a.version)
	a.mu.Unlock()
	writeJSON(w, http.StatusOK, map[string]any{"kind": kinds[resource] + "List", "apiVersion": groupVersion,
		"metadata": map[string]any{"resourceVersion": version}, "items": items})
}

// watch streams what is newer than version, then every change until the client goes.
func (a *api) watch(w http.ResponseWriter, r *http.Request, resource, version string, matches func(*unstructured.Unstructured) bool) {
	since, _ := strconv.Atoi(version)
	own := &watcher{resource, matches, make(chan watchEvent, 100_000)}
	a.mu.Lock()
	for _, o := range a.objects[resource] {
		if v, _ := strconv.Atoi(o.GetResourceVersion()); v > since && matches(o) {
			own.events <- watchEvent{"ADDED", o.Object}
		}
	}
	a.watchers[own] = struct{}{}
	a.mu.Unlock()
	defer func() {
		a.mu.Lock()
		delete(a.watchers, own)
		a.mu.Unlock()
	}()
	w.Header().Set("Content-Type", "application/json")
	flusher := w.(http.Flusher)
	flusher.Flush()
	stream := json.NewEncoder(w)
	for {
		select {
		case event := <-own.events:
			if stream.Encode(event) != nil {
				return
			}
			flusher.Flush()
		case <-r.Context().Done():
			return
		}
	}
}

// admitPod fills in the API server's defaults and validates as it does.
func admitPod(object *unstructured.Unstructured) error {
	var pod corev1.Pod
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(object.Object, &pod); err != nil {
		return apierrors.NewBadRequest(err.Error())
	}
	corev1defaults.SetObjectDefaults_Pod(&pod)
	pod.Status = corev1.PodStatus{Phase: corev1.PodPending}
	var internal core.Pod
	if err := corev1defaults.Convert_v1_Pod_To_core_Pod(&pod, &internal, nil); err != nil {
		return apierrors.NewBadRequest(err.Error())
	}
	if internal.Spec.ServiceAccountName == "" { // admission fills it in
		internal.Spec.ServiceAccountName, pod.Spec.ServiceAccountName = "default", "default"
	}
	options := podutil.GetValidationOptionsFromPodSpecAndMeta(&internal.Spec, nil, &internal.ObjectMeta, nil)
	if errs := corevalidation.ValidatePodCreate(&internal, options); len(errs) > 0 {
		return apierrors.NewInvalid(schema.GroupKind{Kind: "Pod"}, pod.Name, errs)
	}
	content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(&pod)
	if err != nil {
		return err
	}
	content["apiVersion"], content["kind"] = "v1", "Pod"
	object.Object = content
	return nil
}

func reply(w http.ResponseWriter, object *unstructured.Unstructured, err error) {
	if err == nil {
		writeJSON(w, http.StatusOK, object.Object)
		return
	}
	status, ok := err.(apierrors.APIStatus)
	if !ok {
		status = apierrors.NewInternalError(err)
	}
	s := status.Status()
	s.Kind, s.APIVersion = "Status", "v1"
	writeJSON(w, int(s.Code), s)
}

func writeJSON(w http.ResponseWriter, code int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(v)
}
