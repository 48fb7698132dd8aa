#!/usr/bin/env bash
# with-apiserver.sh PORT ETCD_PORT COMMAND...: runs COMMAND with KUBECONFIG of a real API server. CLUSTER_DIR names one of
# apiserver.sh that is up; without it one is started on these ports, and stopped.
set -euo pipefail
apiserver="$(dirname "${BASH_SOURCE[0]}")/apiserver.sh"
if [ -z "${CLUSTER_DIR:-}" ]; then
  CLUSTER_DIR="$(mktemp -d)/run"
  export CLUSTER_DIR CLUSTER_PORT="${CLUSTER_PORT:-$1}" CLUSTER_ETCD_PORT="${CLUSTER_ETCD_PORT:-$2}"
  trap '"$apiserver" down; rmdir "${CLUSTER_DIR%/run}"' EXIT
  "$apiserver" up
fi
KUBECONFIG="$CLUSTER_DIR/admin.kubeconfig" "${@:3}"
