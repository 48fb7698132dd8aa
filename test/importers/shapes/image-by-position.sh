#!/usr/bin/env bash

set -o errexit
set -o nounset
set -o pipefail


IMAGE=$1
SPARK_VERSION=$2
# spark-submit must be that of a distribution which knows Kubernetes
spark-submit \
  --master k8s://https://192.168.99.100:8443 \
  --deploy-mode cluster \
  --name batch \
  --class "org.example.Batch" \
  --conf "spark.kubernetes.authenticate.driver.serviceAccountName=spark" \
  --conf "spark.executor.instances=2" \
  --conf "spark.driver.cores=0.1" \
  --conf "spark.kubernetes.container.image=$IMAGE" \
  local:///opt/spark/jars/batch_2.12-$SPARK_VERSION.jar
