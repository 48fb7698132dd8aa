#!/usr/bin/env bash
#
# Prerequisite:
#   spark-submit:
#       sudo pip install pyspark==3.5.0

cd "$( dirname "${BASH_SOURCE[0]}" )"
source env.sh

WORKERS=1

spark-submit \
    --master k8s://${K8S} \
    --deploy-mode cluster \
    --conf spark.executor.instances=${WORKERS} \
    --conf spark.kubernetes.container.image=${REPO}:${TAG} \
    --conf spark.kubernetes.authenticate.driver.serviceAccountName=spark \
    /lab/modules/fuel/jobs/train.py
