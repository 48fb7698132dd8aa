#!/usr/bin/env bash
set -euo pipefail
APP_NAME="${1:?usage}"
shift
K8S_MASTER=$(kubectl config view --minify -o jsonpath='{.clusters[0].cluster.server}')
SPARK_CONF=""
if [[ -n "${DEBUG:-}" ]]; then
  SPARK_CONF="$SPARK_CONF --conf spark.driver.extraJavaOptions=-agentlib:jdwp=transport=dt_socket"
fi
"${SPARK_HOME}/bin/spark-submit" \
  --master "k8s://${K8S_MASTER}" \
  --deploy-mode cluster \
  --name "$APP_NAME" \
  $SPARK_CONF \
  --conf spark.kubernetes.container.image="${IMAGE_REPO:-registry.example}/app:${TAG:-latest}" \
  --conf spark.executor.instances="${EXECUTORS:-2}" \
  --class com.example.Main \
  "local:///opt/app/app-${VERSION}.jar" "$@"
