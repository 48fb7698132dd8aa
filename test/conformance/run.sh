#!/usr/bin/env bash
# `npm run conformance`: the real Argo, Kubernetes and Spark judge the output. Installs what it needs into the cache; the
# last line is `N manifests, M values, K pods judged, D disagreements`. Arguments go to conformance.ts. `npm run conformance --
# versions` asks every Spark of test/conformance/spark/requirements.txt for its registry and its pods instead, two minutes each.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
step() { printf '\n== %s (%s s)\n' "$1" "$SECONDS"; }

if [ "${1-}" = versions ]; then
  shift
  wrong=0
  mapfile -t releases < <(sed 's/pyspark==\([^ ]*\).*/\1/' test/conformance/spark/requirements.txt)
  for SPARK in "${releases[@]}"; do
    export SPARK
    step "Spark $SPARK"
    test/conformance/spark/run.sh registry src/spark-keys/keys.tsv || wrong=1
    node scripts/run-ts.mjs test/conformance/conformance.ts --spark "$SPARK" "$@" || wrong=1
  done
  exit "$wrong"
fi

CLUSTER_DIR="$(mktemp -d)/run"
export CLUSTER_DIR CLUSTER_PORT="${CLUSTER_PORT:-26443}" CLUSTER_ETCD_PORT="${CLUSTER_ETCD_PORT:-22379}"
trap 'test/cluster/apiserver.sh down; rmdir "${CLUSTER_DIR%/run}"' EXIT

step "the judge's own tests: deliberate defects of each kind"
test/conformance/argo/run.sh test
test/conformance/spark/run.sh self-test
step "Spark's registry of settings"
test/conformance/spark/run.sh registry src/spark-keys/keys.tsv
step "what a pod may hold, as Kubernetes says it"
node test/conformance/kubernetes/pod-schema.mjs --check
step "YAML as Go, Python and JavaScript read it"
test/conformance/yaml/run.sh
step "a real API server"
test/cluster/apiserver.sh up
step "strict server-side apply of every golden"
node scripts/run-ts.mjs test/unpack.ts "$CLUSTER_DIR/cases"
grep -rlE '^apiVersion: argoproj\.io/' examples "$CLUSTER_DIR/cases" | sort | xargs test/cluster/apply.sh
step "what deploy/admission.yaml admits"
node scripts/run-ts.mjs test/conformance/admission.ts
step "what an event submits, as Argo Events takes it"
test/conformance/events/run.sh deploy/events.yaml
step "kustomize reads what is generated, unchanged"
KUBECTL="$CLUSTER_DIR/kubectl" test/gitops/kustomize.sh
step "pre-commit, Argo CD's plugin, the step of GitHub Actions, the hook as a base"
KUBECTL="$CLUSTER_DIR/kubectl" test/gitops/where-users-are.sh
step "the resolver's faults"
test/status-resolver/real/run.sh
step "what asks a cluster: doctor, apply, diff --live, submit"
test/live/run.sh
step "workflows"
node scripts/run-ts.mjs test/conformance/workflow.ts --runs 10
export KUBECONFIG="$CLUSTER_DIR/admin.kubeconfig"
step "keys and values that were written to take a pod over"
for argo in 4.0 3.6; do ARGO=$argo node scripts/run-ts.mjs test/conformance/hostile.ts --runs 15; done
step "manifests, values, pods on the oldest Argo that is supported"
ARGO=3.6 test/conformance/argo/run.sh test
ARGO=3.6 node scripts/run-ts.mjs test/conformance/conformance.ts --manifests 200 --values 200 --pods 2
step "manifests, values, pods"
node scripts/run-ts.mjs test/conformance/conformance.ts "$@"
