spark-submit --master k8s://$KUBERNETES_CLUSTER \
             --deploy-mode cluster \
             --conf spark.executor.instances=3 \
             --conf spark.kubernetes.container.image=lab/jmx:1 \
             --conf "spark.driver.extraJavaOptions=-Dcom.sun.management.jmxremote -Dcom.sun.management.jmxremote.port=3000 -Djava.rmi.server.hostname=127.0.0.1" \
             --conf 'spark.executor.extraJavaOptions=-XX:+UseG1GC -XX:OnOutOfMemoryError="kill -9 %p"' \
             --class org.example.Jmx local:///app/jmx.jar
