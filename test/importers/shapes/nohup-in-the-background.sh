nohup /opt/spark/bin/spark-submit --master k8s://https://kubernetes.default.svc --deploy-mode cluster \
 --conf spark.kubernetes.container.image=lab/stream:3 --conf spark.streaming.stopGracefullyOnShutdown=true \
 local:///app/stream.py > /var/log/stream.log 2>&1 &
echo $! > /var/run/stream.pid
