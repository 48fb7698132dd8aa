cat <<'END' > $SPARK_HOME/conf/spark-defaults.conf
spark.kubernetes.container.image registry.example/app:1
spark.executor.instances 4
END
$SPARK_HOME/bin/spark-submit --deploy-mode cluster --conf spark.executor.instances=2 local:///app/main.py
