#!/usr/bin/env bash
# The generated examples/kmeans, run for real: once to a right result, once with a program that exits 3.
set -euo pipefail
e2e="$(cd "$(dirname "$0")" && pwd)"
kubectl() { command kubectl -n alida "$@"; }
fail() { echo "FAILED $*" >&2; failed=$((failed + 1)); }
passed=0 failed=0

command kubectl create namespace alida
kubectl label node e2e kubernetes.io/role=opt-worker
kubectl create secret generic alida-minio --from-literal=access-key=none --from-literal=secret-key=none
kubectl create secret generic alida-hash-token --from-literal=token=none
node "$E2E_DIR/dist/alida-argo.js" rbac --profile "$e2e/profile.yaml" | kubectl apply -f -
node "$E2E_DIR/dist/alida-argo.js" generate --profile "$e2e/profile.yaml" "$E2E_ROOT/examples/kmeans/service.json" >"$E2E_DIR/kmeans.yaml"
kubectl apply --server-side --validate=strict -f "$E2E_DIR/kmeans.yaml"

# run NAME DATASET: submits and waits; sets phase, code (the resolver's exit-code) and driver (its pod).
run() {
  local i
  kubectl create -f - <<YAML
apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata: {name: $1}
spec:
  workflowTemplateRef: {name: spark-kmeans-example}
  arguments:
    parameters:
      - {name: input-dataset, value: "$2"}
      - {name: output-model, value: "a value with \$(HOME), \$\$ and è"}
      - {name: k, value: "2"}
YAML
  phase=
  for ((i = 0; i < 120; i++)); do
    phase="$(kubectl get workflow "$1" -o jsonpath='{.status.phase}')"
    case "$phase" in Succeeded | Failed | Error) break ;; esac
    sleep 5
  done
  echo "== $1: $phase"
  kubectl get workflow "$1" -o go-template='{{range .status.nodes}}{{.displayName}} {{.type}} {{.phase}} {{with .message}}{{.}}{{end}}{{"\n"}}{{end}}'
  kubectl get workflow "$1" -o json >"$E2E_LOGS/$1.json"
  code="$(node -e '
    const nodes = Object.values(JSON.parse(require("fs").readFileSync(process.argv[1])).status.nodes);
    const of = nodes.filter((n) => n.templateName === "status-resolver" && n.type === "Pod").at(-1);
    console.log(of?.outputs?.parameters?.find((p) => p.name === "exit-code")?.value ?? "none");
  ' "$E2E_LOGS/$1.json")"
  for i in $(kubectl get pod -l "workflows.argoproj.io/workflow=$1" -o name); do
    kubectl logs "$i" --all-containers >"$E2E_LOGS/$1.${i##*/}.log"
  done
  driver="$(kubectl get pod -l "spark-role=driver,alida.io/workflow-uid=$(kubectl get workflow "$1" -o jsonpath='{.metadata.uid}')" -o name)"
  kubectl get pod -o wide
  echo "resolver's exit-code: $code; driver: $driver"
  [ -z "$driver" ] || kubectl logs "$driver" >"$E2E_LOGS/$1.driver.log"
}

# expect WHAT SEEN WANTED
expect() {
  if [ "$2" = "$3" ]; then passed=$((passed + 1)); else fail "$1: $2, expected $3"; fi
}

run good /opt/spark/data/mllib/sample_kmeans_data.txt
expect 'phase of a good run' "$phase" Succeeded
expect 'its exit code' "$code" 0
expect 'its result' "$(grep '^RESULT ' "$E2E_LOGS/good.driver.log" 2>/dev/null)" \
  'RESULT {"centers": [[0.1, 0.1, 0.1], [9.1, 9.1, 9.1]], "executors": 1, "output-model": "a value with $(HOME), $$ and \u00e8"}'

run bad /no/such/dataset
expect 'phase of a program that exits 3' "$phase" Failed
expect 'its exit code' "$code" 3

expect 'drivers still running' "$(kubectl get pod -l spark-role=driver --field-selector=status.phase=Running -o name)" ''
[ "$failed" = 0 ] || kubectl get events --sort-by=.lastTimestamp
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
