//go:build argo36

package main

import (
	wfv1 "github.com/argoproj/argo-workflows/v3/pkg/apis/workflow/v1alpha1"
	"github.com/argoproj/argo-workflows/v3/workflow/validate"
)

func lintTemplate(g getter, t *wfv1.WorkflowTemplate) error {
	return validate.ValidateWorkflowTemplate(g, noClusterTemplates{}, t, validate.ValidateOpts{Lint: true})
}

func validateWorkflow(g getter, wf *wfv1.Workflow, opts validate.ValidateOpts) error {
	return validate.ValidateWorkflow(g, noClusterTemplates{}, wf, opts)
}

// crdFolder: 3.6's full CRDs are not for use in a cluster (they know no field of a step); strict decoding still finds
// unknown fields.
const crdFolder = "minimal"

// crdFolder: 3.6's full CRDs are not for use in a cluster (they know no field of a step); strict decoding still finds
// unknown fields.
const crdFolder = "minimal"

func render(*Request) (any, error) {
	return nil, errors.New("render is for the newest pinned Argo only")
}
