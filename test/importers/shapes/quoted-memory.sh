export NAMESPACE=images
spark-submit \
    --master k8s://https://k8s.example.com \
    --deploy-mode cluster \
    --name images-16-64 \
    --conf spark.driver.cores=16 \
    --conf spark.kubernetes.driver.limit.cores=16 \
    --conf spark.driver.memory="64G" \
    --conf spark.executor.cores=16 \
    --conf spark.executor.memory="64G" \
    --conf spark.executor.instances=1 \
    --conf spark.kubernetes.driver.container.image=lab/images:1.0.2 \
    --conf spark.kubernetes.executor.container.image=lab/images:1.0.2 \
    --conf spark.kubernetes.driver.podTemplateFile=./cpu-pod-template.yaml \
    --conf spark.kubernetes.executor.podTemplateFile=./cpu-pod-template.yaml \
    --conf spark.kubernetes.namespace="$NAMESPACE" \
    local:///app/images.py --output /mnt/pvc/images -t 2048
