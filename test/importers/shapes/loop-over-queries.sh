#!/bin/bash
for q in 1 2 3; do
  /opt/spark/bin/spark-submit --master k8s://https://kubernetes.default.svc --deploy-mode cluster \
    --name "query-$q" --conf spark.kubernetes.container.image=lab/bench:1 \
    --conf spark.executor.instances=4 --class org.example.Bench local:///app/bench.jar --query "$q"
done
