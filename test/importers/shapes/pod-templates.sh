"$SPARK_HOME"/bin/spark-submit --master k8s://https://$KUBERNETES_SERVICE_HOST:443 --deploy-mode cluster --name sql \
  --conf spark.kubernetes.driver.podTemplateFile=./driver.yaml --conf spark.kubernetes.executor.podTemplateFile=./executor.yaml \
  --conf spark.kubernetes.container.image=registry.example/sql:2 --executor-memory 1g \
  --conf spark.executorEnv.MEM_SIZE="6g" --conf spark.kubernetes.sgx.log.level=off local:/examples/sql.py
