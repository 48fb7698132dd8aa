CMD="spark-submit --master k8s://https://kubernetes.default.svc --deploy-mode cluster --conf spark.kubernetes.container.image=r/a:1"
CMD="$CMD --conf spark.executor.instances=$N"
CMD+=" --class a.B local:///a.jar"
echo $CMD
eval $CMD
