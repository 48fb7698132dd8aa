#!/bin/bash
sbt assembly
hadoop fs -put -f target/app.jar "$TARGET_DIR"
submit () {
  spark-submit --master k8s://https://192.0.2.1:6443 --deploy-mode cluster --class org.example.$1 \
    --conf spark.kubernetes.authenticate.submission.caCertFile=/certs/ca.crt \
    --conf spark.kubernetes.container.image=registry.example/app:1 $2
}
submit One "$TARGET_DIR/app.jar"
