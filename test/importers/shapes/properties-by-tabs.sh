cat > spark.conf <<-CONF
	spark.kubernetes.container.image   r/b:2
	spark.executor.memory 3g
	# comment
	spark.sql.shuffle.partitions=10
	CONF
spark-submit --properties-file=spark.conf --executor-memory 5g --class a.B local:///a.jar
