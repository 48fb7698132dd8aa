#!/usr/bin/env bash
# Every fault of a driver against a real API server, the test playing kubelet and scheduler; prints fault × outcome.
# CLUSTER_DIR names a server of test/cluster/apiserver.sh that is up; without it one is started and stopped here.
set -euo pipefail
cd "$(dirname "$0")/../../.."
if [ -z "${CLUSTER_DIR:-}" ]; then
  CLUSTER_DIR="$(mktemp -d)/run"
  export CLUSTER_DIR CLUSTER_PORT="${CLUSTER_PORT:-26444}" CLUSTER_ETCD_PORT="${CLUSTER_ETCD_PORT:-22380}"
  trap 'test/cluster/apiserver.sh down; rmdir "${CLUSTER_DIR%/run}"' EXIT
  test/cluster/apiserver.sh up
fi
KUBECONFIG="$CLUSTER_DIR/admin.kubeconfig" npx vitest run --config test/status-resolver/real/vitest.config.ts
