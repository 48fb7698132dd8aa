ssh user@edge "spark-submit --master yarn --deploy-mode cluster --queue prod --conf spark.yarn.maxAppAttempts=1 --class a.B hdfs:///apps/a.jar 2024"
