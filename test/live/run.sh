#!/usr/bin/env bash
# doctor, apply, diff --live and submit against a real API server, the test playing Argo's controller and the kubelet.
# CLUSTER_DIR names a server of test/cluster/apiserver.sh that is up; without it one is started and stopped here.
set -euo pipefail
cd "$(dirname "$0")/../.."
if [ -z "${CLUSTER_DIR:-}" ]; then
  CLUSTER_DIR="$(mktemp -d)/run"
  export CLUSTER_DIR CLUSTER_PORT="${CLUSTER_PORT:-26445}" CLUSTER_ETCD_PORT="${CLUSTER_ETCD_PORT:-22381}"
  trap 'test/cluster/apiserver.sh down; rmdir "${CLUSTER_DIR%/run}"' EXIT
  test/cluster/apiserver.sh up
fi
npx vitest run --config test/live/vitest.config.ts
