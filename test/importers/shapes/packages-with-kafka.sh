echo "Submitting Spark job..."
spark-submit \
    --master k8s://https://$CLUSTER_ENDPOINT:443 \
    --deploy-mode cluster \
    --packages org.apache.spark:spark-sql-kafka-0-10_2.12:3.5.5,org.apache.hadoop:hadoop-aws:3.3.4 \
    --name io-total \
    --conf spark.executor.instances=2 \
    --conf spark.kubernetes.container.image=lab/io-total:1 \
    --conf spark.kubernetes.authenticate.executor.serviceAccountName=spark \
    --conf spark.kubernetes.local.dirs.tmpfs=true \
    --conf spark.driver.memory=4g \
    --conf spark.driver.cores=2 \
    local:///opt/spark/work-dir/job/total.py

echo "Job submitted. Check status with 'kubectl get all'"
