docker run --rm -v /data:/data apache/spark:3.5.3 /opt/spark/bin/spark-submit --master 'local[4]' local:///data/one.py
docker run --entrypoint /opt/spark/bin/spark-submit -it -e A=b r/two:2 --master local local:///two.py
kubectl run three --image=r/client:3 --restart=Never -- spark-submit --deploy-mode cluster --conf spark.kubernetes.container.image=r/app:3 local:///three.py
ssh edge "docker run r/four:4 sh -c 'spark-submit local:///four.py'"
find jobs -name '*.py' -exec spark-submit {} \;
