pyspark --master k8s://x
spark-submit --version
