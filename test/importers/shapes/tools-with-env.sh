#!/usr/bin/env bash
set -euo pipefail

# Needs SPARK_IMAGE, K8S_MASTER, K8S_NAMESPACE
if [[ $# -lt 1 ]]; then
  echo "Usage: $0 <script> [more spark-submit args...]" >&2
  exit 2
fi

SCRIPT_PATH="$1"; shift || true

spark-submit \
  --master "${K8S_MASTER}" \
  --deploy-mode cluster \
  --name tool-run \
  --conf spark.sql.adaptive.enabled=true \
  --conf spark.kubernetes.container.image="${SPARK_IMAGE}" \
  --conf spark.kubernetes.namespace="${K8S_NAMESPACE}" \
  --conf spark.kubernetes.driverEnv.CHECKPOINT_BASE="${CHECKPOINT_BASE}" \
  "$@" \
  "${SCRIPT_PATH}"
