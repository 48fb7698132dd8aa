docker run --rm -v $PWD:/work -w /jobs -e MODE=dev -e LEVEL=9 \
  --memory 8g --user 185 apache/spark:3.5.1 /opt/spark/bin/spark-submit job.py
kubectl run job --rm -it --image=apache/spark:3.5.1 --env=MODE=dev --overrides='{}' --serviceaccount=spark-sa -n jobs -- /opt/spark/bin/spark-submit --class c.D local:///d.jar
docker run -e MODE=dev apache/spark:3.5.1 spark-submit --deploy-mode cluster --conf spark.kubernetes.container.image=registry.example/app:1 local:///e.py
