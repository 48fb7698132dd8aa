JARS=$(find /lib -name '*.jar' | paste -sd , -)
spark-submit --deploy-mode cluster --class ${CLASS_NAME} --master ${KUBERNETES_MASTER} --jars "$JARS" \
  --conf spark.kubernetes.submission.waitAppCompletion=false \
  --conf spark.executor.instances=${INSTANCES:-3} \
  --conf spark.app.name=${JOB} \
  --conf spark.kubernetes.container.image=registry.example/jobs/${JOB}:${TAG} \
  local:///opt/spark/work-dir/${JOB}.jar ${DATA}
