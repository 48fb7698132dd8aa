//go:build argo36

package main

import (
	"context"

	_ "alida-argo/conformance/argo/quiet"
	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	wfclientset "github.com/argoproj/argo-workflows/v4/pkg/client/clientset/versioned"
	"github.com/argoproj/argo-workflows/v4/workflow/artifacts/raw"
	"github.com/argoproj/argo-workflows/v4/workflow/util"
	"github.com/argoproj/argo-workflows/v4/workflow/validate"
)

var background = context.Background()

func (g getter) Get(name string) (*wfv1.WorkflowTemplate, error) { return g.get(name) }

func (n noClusterTemplates) Get(name string) (*wfv1.ClusterWorkflowTemplate, error) {
	return n.get(name)
}

func loadRaw(artifact *wfv1.Artifact, path string) error {
	return (&raw.ArtifactDriver{}).Load(artifact, path)
}

func lintTemplate(g getter, t *wfv1.WorkflowTemplate) error {
	return validate.ValidateWorkflowTemplate(g, noClusterTemplates{}, t, validate.ValidateOpts{Lint: true})
}

func validateWorkflow(g getter, wf *wfv1.Workflow, opts validate.ValidateOpts) error {
	return validate.ValidateWorkflow(g, noClusterTemplates{}, wf, opts)
}

func validateCron(g getter, cron *wfv1.CronWorkflow) error {
	return validate.ValidateCronWorkflow(context.Background(), g, noClusterTemplates{}, cron)
}

func submitWorkflow(ctx context.Context, client wfclientset.Interface, wf *wfv1.Workflow, opts *wfv1.SubmitOpts) (*wfv1.Workflow, error) {
	return util.SubmitWorkflow(ctx, client.ArgoprojV1alpha1().Workflows(wf.Namespace), client, wf.Namespace, wf, opts)
}
