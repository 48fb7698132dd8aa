spark-submit --name "My Job (daily)" --class a.B --conf spark.kubernetes.container.image=r/a:1 local:///x.jar
