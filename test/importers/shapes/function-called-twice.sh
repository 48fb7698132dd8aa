source ./env.sh
submit_job() {
  local name=$1 cls=$2; shift 2
  $SPARK_HOME/bin/spark-submit --master $MASTER --deploy-mode cluster --name $name --class $cls \
     --conf spark.kubernetes.container.image=$IMG local:///opt/jobs.jar "$@"
}
submit_job daily com.x.Daily --d 1
submit_job weekly com.x.Weekly --d 7
