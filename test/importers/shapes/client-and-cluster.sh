#--conf spark.kubernetes.context=${CONTEXT} \

"$SPARK_HOME"/bin/spark-submit --verbose --master k8s://https://kubernetes.default.svc --deploy-mode client \
                   --name rows \
                   --class org.example.Rows \
                   --conf spark.executor.instances=2 \
                   --conf spark.kubernetes.container.image=rows:1.0 \
                   local://"$SPARK_HOME"/jars/rows.jar


"$SPARK_HOME"/bin/spark-submit --verbose --master k8s://https://kubernetes.default.svc --deploy-mode cluster \
                   --name rows \
                   --class org.example.Rows \
                   --conf spark.kubernetes.authenticate.driver.serviceAccountName=spark \
                   --conf spark.executor.instances=10 \
                   --conf spark.kubernetes.container.image=rows:1.0 \
                   --conf spark.kubernetes.namespace=notes \
                   local://"$SPARK_HOME"/jars/rows.jar
