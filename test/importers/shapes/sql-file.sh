spark-sql --master k8s://https://kubernetes.default.svc --conf spark.kubernetes.container.image=lab/sql:1 -f report.sql
spark-submit --master k8s://https://kubernetes.default.svc --deploy-mode cluster --class org.apache.spark.sql.hive.thriftserver.SparkSQLCLIDriver --conf spark.kubernetes.container.image=lab/sql:1 spark-internal -f s3a://sql/report.sql
