JAR=$(ls target/*-assembly.jar | head -1)
spark-submit --deploy-mode cluster --conf spark.kubernetes.container.image=registry.example/app:1 --class org.example.Rollup "$JAR" 2024-01-01 10
