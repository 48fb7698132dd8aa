./spark-3.5.1-bin-hadoop3/bin/spark-submit \
--master k8s://https://127.0.0.1:51081 \
--deploy-mode cluster \
--name count-words \
--class org.example.CountWords \
--conf spark.executor.instances=1 \
--conf spark.kubernetes.driver.pod.name=count-words-driver \
--conf spark.kubernetes.container.image=words/spark:v1 \
--conf spark.kubernetes.container.image.pullPolicy=Never \
--conf spark.kubernetes.authenticate.driver.serviceAccountName=spark \
local:///opt/spark/jars/words.jar 10000
