#!/bin/bash
ENV=${1:-dev}
case "$ENV" in
  dev)  EXECUTORS=2; MEMORY=2g ;;
  prod) EXECUTORS=20; MEMORY=8g ;;
  *)    echo "unknown $ENV"; exit 1 ;;
esac

spark-submit --master k8s://https://kubernetes.default.svc:443 --deploy-mode cluster \
  --conf spark.kubernetes.container.image=lab/etl:7 \
  --conf spark.executor.instances=$EXECUTORS \
  --executor-memory $MEMORY \
  local:///app/etl.py --env $ENV
