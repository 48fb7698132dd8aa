COMMON_ARGS=(
  --master "k8s://https://$KUBERNETES_SERVICE_HOST:$KUBERNETES_SERVICE_PORT"
  --deploy-mode cluster
  --conf "spark.kubernetes.namespace=${NS:=jobs}"
)
[ "$ENV" = prod ] && COMMON_ARGS+=(--conf spark.executor.instances=20) || COMMON_ARGS+=(--conf spark.executor.instances=2)
case "$1" in
  ingest) CLASS=a.Ingest; ARGS=(--src "$2") ;;
  report) CLASS=a.Report; ARGS=(--out "$2" --fmt csv) ;;
  *) echo "unknown"; exit 2 ;;
esac
exec spark-submit "${COMMON_ARGS[@]}" --conf spark.kubernetes.container.image=r/a:1 --class "$CLASS" local:///opt/a.jar "${ARGS[@]}"
