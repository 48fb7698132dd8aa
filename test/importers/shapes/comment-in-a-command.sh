#!/bin/sh
# run a job
spark-submit \
  --master k8s://https://1.2.3.4:6443 \
  --deploy-mode cluster \
  # --conf spark.executor.memory=8g \
  --conf spark.executor.memory=4g \
  --conf spark.kubernetes.container.image=r/app:1 \
  local:///app/main.py
