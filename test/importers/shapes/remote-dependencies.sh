spark-submit \
    --class org.example.Pi \
    --master k8s://https://xx.yy.zz.ww:443 \
    --deploy-mode cluster \
    --conf spark.kubernetes.container.image=lab/pi:1 \
    --jars https://path/to/dependency1.jar,hdfs://host:port/path/to/dependency2.jar \
    --files hdfs://host:port/path/to/file1,s3a://bucket/file2 \
    https://path/to/examples.jar
