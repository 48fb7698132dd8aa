spark-submit --class org.example.Pi --master k8s://https://kubernetes.default.svc --deploy-mode cluster \
  --conf spark.kubernetes.container.image=registry.example/pi:1 \
  --conf spark.kubernetes.driver.label.admission.example.org/enabled=true \
  --conf spark.kubernetes.driver.annotation.admission.example.org/version=latest \
  --conf spark.driver.extraJavaOptions="-Dtrace.enabled=true -Dtrace.tags=team:a" \
  local:///pi.jar 20
python3 -m http.server ${PORT:-18080}
