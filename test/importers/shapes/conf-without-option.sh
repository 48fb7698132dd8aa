spark-submit --master k8s://https://kubernetes.default.svc --deploy-mode cluster \
  --conf spark.kubernetes.container.image=lab/a:1 \
  spark.executor.instances=3 \
  local:///app/a.py
