spark-submit --master k8s://https://kubernetes.default.svc --deploy-mode cluster \
  --conf spark.kubernetes.container.image=lab/shuffle:2 \
  --conf spark.kubernetes.executor.volumes.persistentVolumeClaim.spark-local-dir-1.options.claimName=OnDemand \
  --conf spark.kubernetes.executor.volumes.persistentVolumeClaim.spark-local-dir-1.options.storageClass=gp3 \
  --conf spark.kubernetes.executor.volumes.persistentVolumeClaim.spark-local-dir-1.options.sizeLimit=100Gi \
  --conf spark.kubernetes.executor.volumes.persistentVolumeClaim.spark-local-dir-1.mount.path=/data \
  --conf spark.kubernetes.executor.volumes.persistentVolumeClaim.spark-local-dir-1.mount.readOnly=false \
  --conf spark.kubernetes.driver.reusePersistentVolumeClaim=true \
  --conf spark.kubernetes.driver.ownPersistentVolumeClaim=true \
  --class org.example.Shuffle local:///app/shuffle.jar
