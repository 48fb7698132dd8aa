CMD=(spark-submit --master k8s://https://kubernetes.default.svc --deploy-mode cluster)
CMD+=(--conf spark.kubernetes.container.image=r/a:1)
[[ -n $EXTRA ]] && CMD+=($EXTRA)
"${CMD[@]}" local:///a.py "${@:2}"
