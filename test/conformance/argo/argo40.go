//go:build !argo36

package main

import (
	"context"
	"io"

	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	wfclientset "github.com/argoproj/argo-workflows/v4/pkg/client/clientset/versioned"
	"github.com/argoproj/argo-workflows/v4/util/logging"
	"github.com/argoproj/argo-workflows/v4/workflow/artifacts/raw"
	"github.com/argoproj/argo-workflows/v4/workflow/util"
	"github.com/argoproj/argo-workflows/v4/workflow/validate"
)

// background carries the logger that Argo demands of every context.
var background = logging.WithLogger(context.Background(), logging.NewSlogLoggerCustom(logging.Error, logging.Text, io.Discard))

func (g getter) Get(_ context.Context, name string) (*wfv1.WorkflowTemplate, error) {
	return g.get(name)
}

func (n noClusterTemplates) Get(_ context.Context, name string) (*wfv1.ClusterWorkflowTemplate, error) {
	return n.get(name)
}

func lintTemplate(g getter, t *wfv1.WorkflowTemplate) error {
	return validate.ValidateWorkflowTemplate(background, g, noClusterTemplates{}, t, nil, validate.ValidateOpts{Lint: true})
}

func validateWorkflow(g getter, wf *wfv1.Workflow, opts validate.ValidateOpts) error {
	return validate.ValidateWorkflow(background, g, noClusterTemplates{}, wf, nil, opts)
}

func validateCron(g getter, cron *wfv1.CronWorkflow) error {
	return validate.ValidateCronWorkflow(background, g, noClusterTemplates{}, cron, nil)
}

func submitWorkflow(ctx context.Context, client wfclientset.Interface, wf *wfv1.Workflow, opts *wfv1.SubmitOpts) (*wfv1.Workflow, error) {
	return util.SubmitWorkflow(ctx, client.ArgoprojV1alpha1().Workflows(wf.Namespace), client, wf.Namespace, wf, nil, opts)
}

func loadRaw(artifact *wfv1.Artifact, path string) error {
	return (&raw.ArtifactDriver{}).Load(background, artifact, path)
}
