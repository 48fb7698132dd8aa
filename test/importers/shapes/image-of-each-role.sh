spark-submit \
--deploy-mode cluster \
--master k8s://https://127.0.0.1:52306 \
--conf spark.kubernetes.namespace=models \
--conf spark.driver.memory=2g \
--conf spark.executor.instances=1 \
--conf spark.executor.cores=1 \
--conf spark.executor.memory=2g \
--conf spark.kubernetes.authenticate.driver.serviceAccountName=spark \
--conf spark.kubernetes.authenticate.serviceAccountName=spark \
--conf spark.executor.instances=1 \
--conf spark.kubernetes.driver.container.image=models/env:2 \
--conf spark.kubernetes.executor.container.image=models/env:2 \
--conf spark.pyspark.python=python3 \
--conf spark.pyspark.driver.python=python3 \
local:///app/clicks.py --train 2024
