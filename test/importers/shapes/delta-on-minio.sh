#!/bin/sh
spark-submit --master k8s://https://kubernetes.default.svc --deploy-mode cluster \
  --conf spark.kubernetes.container.image=lab/delta:1 \
  --conf spark.hadoop.fs.s3a.endpoint=http://minio.minio.svc:9000 \
  --conf spark.hadoop.fs.s3a.access.key=$(kubectl get secret minio -o jsonpath='{.data.user}' | base64 -d) \
  --conf spark.hadoop.fs.s3a.secret.key=$(kubectl get secret minio -o jsonpath='{.data.password}' | base64 -d) \
  --conf spark.hadoop.fs.s3a.path.style.access=true \
  --conf spark.sql.extensions=io.delta.sql.DeltaSparkSessionExtension \
  --conf spark.sql.catalog.spark_catalog=org.apache.spark.sql.delta.catalog.DeltaCatalog \
  local:///app/delta.py
