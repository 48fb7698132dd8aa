spark-submit --master k8s://https://192.0.2.1:6443 --deploy-mode cluster --class org.example.Copy \
  --conf spark.kubernetes.container.image=registry.example/copy:1 \
  --conf spark.hadoop.fs.s3a.access.key=minio \
  --conf spark.hadoop.fs.s3a.secret.key=minio1234 \
  --conf spark.hadoop.fs.s3a.endpoint=http://192.0.2.2:9000 \
  --conf spark.hadoop.fs.s3a.connection.ssl.enabled=true \
  --conf spark.hadoop.fs.s3a.fast.upload=true \
  s3a://jars/copy.jar
#  local:///opt/copy.jar
