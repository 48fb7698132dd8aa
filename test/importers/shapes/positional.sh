spark-submit --master k8s://https://192.0.2.1:6443 --deploy-mode cluster --class org.example.Pi \
  --conf spark.kubernetes.driver.pod.name=pi-driver --conf spark.kubernetes.container.image=registry.example/pi:1 \
  local:///opt/app/pi.jar 10000
