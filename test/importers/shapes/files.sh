#!/bin/bash
NODES=spot
cat > /tmp/executor.yaml <<END
apiVersion: v1
kind: Pod
spec:
  nodeSelector: {capacity: $NODES}
  tolerations: [{key: batch, operator: Exists}]
END
spark-submit --master k8s://https://kubernetes.default.svc --deploy-mode cluster \
  --properties-file job.conf --driver-memory 4g \
  --conf spark.kubernetes.container.image=registry.example/app:1 \
  --conf spark.kubernetes.driver.podTemplateFile=driver.yaml \
  --conf spark.kubernetes.executor.podTemplateFile=/tmp/executor.yaml \
  local:///app/main.py
