spark-submit \
  --master k8s://https://kubernetes.default.svc --deploy-mode cluster \
  --packages org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.5.0 \
  --conf spark.kubernetes.container.image=lab/lake:1 \
  --conf spark.sql.extensions=org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions \
  --conf spark.sql.catalog.lake=org.apache.iceberg.spark.SparkCatalog \
  --conf spark.sql.catalog.lake.type=rest \
  --conf spark.sql.catalog.lake.uri=http://catalog:8181 \
  --conf spark.sql.catalog.lake.warehouse=s3://lake/warehouse \
  --conf spark.jars.ivy=/tmp/.ivy2 \
  s3a://lake/jobs/compact.py --table events
