spark-submit --master k8s://https://192.0.2.1:8443 \
  --deploy-mode cluster --name stream \
  --conf spark.kubernetes.container.image=registry.example/stream:1 \
  --conf spark.kubernetes.container.image.pullPolicy=IfNotPresent \
  --conf spark.kubernetes.authenticate.caCertFile=/home/me/ca.crt \
  --conf spark.kubernetes.authenticate.submission.oauthToken=$TOKEN \
  /opt/app/main.py
