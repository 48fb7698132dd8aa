#!/bin/bash
while getopts "i:n:m:" opt; do
  case $opt in
    i) IMAGE=$OPTARG ;;
    n) EXECUTORS=$OPTARG ;;
    m) MEMORY=$OPTARG ;;
    \?) exit 1 ;;
  esac
done
shift $((OPTIND-1))
: "${IMAGE:?needs -i}"
CONF=(
  --conf "spark.kubernetes.container.image=${IMAGE}"
  --conf "spark.executor.instances=${EXECUTORS:-2}"
)
[[ -n "${MEMORY:-}" ]] && CONF+=(--conf "spark.executor.memory=${MEMORY}")
exec "${SPARK_HOME:-/opt/spark}/bin/spark-submit" --master k8s://https://kubernetes.default.svc --deploy-mode cluster "${CONF[@]}" local:///app/main.py "$@"
