#!/usr/bin/env bash

EXECUTOR_COUNT=$1
DRIVER_MEM=$2 # in mb

TEMPLATE=$(cat <<EOF
apiVersion: v1
kind: Pod
metadata:
  labels:
    app-id: $RANDOM
spec:
  schedulerName: own-scheduler
EOF
)


$SPARK_HOME/bin/spark-submit \
  --master k8s://https://localhost:6443 \
  --deploy-mode cluster \
  --name sched \
  --class "org.example.Sched" \
  --conf "spark.kubernetes.container.image=sched:test" \
  --conf "spark.kubernetes.driver.podTemplateFile="<(echo "$TEMPLATE") \
  --conf "spark.kubernetes.executor.podTemplateFile="<(echo "$TEMPLATE") \
  --conf "spark.executor.instances=$EXECUTOR_COUNT" \
  --conf "spark.driver.memory=$DRIVER_MEM"m \
  --conf "spark.kubernetes.driver.annotation.memory=$DRIVER_MEM"M \
  local:///opt/spark/jars/sched.jar
