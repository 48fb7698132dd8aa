spark-submit --deploy-mode cluster --master k8s://https://api.example.com:6443 \
--packages org.apache.hadoop:hadoop-aws:3.3.4 \
--conf spark.kubernetes.file.upload.path=s3a://staging/upload \
--conf spark.hadoop.fs.s3a.impl=org.apache.hadoop.fs.s3a.S3AFileSystem \
--conf spark.hadoop.fs.s3a.fast.upload=true \
--conf spark.kubernetes.container.image=lab/app:3 \
--py-files dist/deps.zip file:///home/me/project/jobs/run.py 2024-01-01
