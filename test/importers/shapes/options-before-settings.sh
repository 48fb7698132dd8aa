spark-submit --driver-memory 1g --name nightly --conf spark.driver.memory=2g --conf spark.app.name=other \
  --conf spark.kubernetes.container.image=r/app:1 --conf spark.executor.memory=3g --executor-memory 4g --class a.B local:///app.jar
