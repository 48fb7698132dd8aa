# RUN locally
bin/spark-submit \
    --master k8s://https://10.0.0.11:8443 \
    --deploy-mode cluster \
    --name sizes \
    --conf spark.executor.instances=3\
    --conf spark.kubernetes.container.image=lab/spark-py:v2 \
    /tmp/sizes.py

# RUN script from HDFS
bin/spark-submit \
    --master k8s://https://10.0.0.11:8443 \
    --deploy-mode cluster \
    --name sizes \
    --conf spark.executor.instances=3\
    --conf spark.kubernetes.container.image=lab/spark-py:v2 \
    /tmp/sizes.py


    /Library/Java/Home
