#docker build -f ./kubernetes/Dockerfile . -t worker

    export SPARK_HOME=`pwd`
    $SPARK_HOME/bin/spark-submit \
  --master k8s://https://127.0.0.1:34815 \
  --deploy-mode cluster \
  --name lair \
  --class org.example.Lair \
  --conf spark.executor.instances=5 \
  --conf spark.kubernetes.namespace=default \
  --conf spark.kubernetes.container.image=lair/spark:v3 \
    local:///opt/spark/jars/lair.jar
