//go:build argo36 || argo37

package main

import (
	"context"

	_ "alida-argo/conformance/argo/quiet"
	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	"github.com/argoproj/argo-workflows/v4/workflow/artifacts/raw"
)

var background = context.Background()

func (g getter) Get(name string) (*wfv1.WorkflowTemplate, error) { return g.get(name) }

func (n noClusterTemplates) Get(name string) (*wfv1.ClusterWorkflowTemplate, error) {
	return n.get(name)
}

func loadRaw(artifact *wfv1.Artifact, path string) error {
	return (&raw.ArtifactDriver{}).Load(artifact, path)
}
