# Orig From chat
./bin/spark-submit \
    --master k8s://https://<k8s-api-server>:<port> \
    --deploy-mode cluster \
    --name <job-name> \
    --class <main-class> \
    --conf spark.executor.instances=<number-of-instances> \
    --conf spark.kubernetes.container.image=<spark-image> \
    --conf spark.kubernetes.namespace=default \
    --conf spark.kubernetes.driver.pod.name=<pod-name> \
    <application-jar> \
    [application-arguments]

# And for the job
./bin/spark-submit \
    --master k8s://https://kubernetes.docker.internal:6443 \
    --deploy-mode cluster \
    --name my-job \
    --conf spark.executor.instances=2 \
    --conf spark.kubernetes.container.image=lab/my-job:1 \
    local:///opt/spark/work-dir/job.py
