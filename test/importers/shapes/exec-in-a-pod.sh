k exec spark -c spark -- ./bin/spark-submit --master k8s://http://127.0.0.1:8001 --deploy-mode cluster \
  --class org.example.Pi --conf spark.kubernetes.container.image=registry.example/pi:1 \
  --conf spark.kubernetes.executor.request.cores=0.2 --conf spark.kubernetes.executor.limit.cores=0.3 \
  --conf spark.driver.memory=512m --conf spark.kubernetes.namespace=${NS} local:///pi.jar 10
