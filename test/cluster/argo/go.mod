// Argo Workflows as one pinned dependency: its controller, its executor, and its CRDs.
module alida-argo/test/cluster/argo

go 1.26

tool (
	github.com/argoproj/argo-workflows/v4/cmd/argoexec
	github.com/argoproj/argo-workflows/v4/cmd/workflow-controller
)

require github.com/argoproj/argo-workflows/v4 v4.1.2
