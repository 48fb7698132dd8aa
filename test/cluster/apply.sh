#!/usr/bin/env bash
# apply.sh FILE...: server-side apply with strict field validation against the API server of apiserver.sh.
. "$(dirname "$0")/lib.sh"

dir="${CLUSTER_DIR:-/tmp/alida-argo-apiserver}"
export KUBECONFIG="${KUBECONFIG:-$dir/admin.kubeconfig}"
kubectl="$dir/kubectl"
[ "$#" -gt 0 ] || die "usage: apply.sh FILE..."
[ -x "$kubectl" ] || die "missing: a running API server (apiserver.sh up)"

failed=0
for file in "$@"; do
  for namespace in $("$kubectl" create --dry-run=client --validate=false -f "$file" -o jsonpath='{.metadata.namespace}{"\n"}' | sort -u); do
    "$kubectl" get namespace "$namespace" >/dev/null 2>&1 || "$kubectl" create namespace "$namespace"
  done
  "$kubectl" apply --server-side --validate=strict --force-conflicts --field-manager=alida-argo -f "$file" || {
    echo "$file: refused" >&2
    failed=1
  }
done
exit "$failed"
