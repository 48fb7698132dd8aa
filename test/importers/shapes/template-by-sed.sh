export IMAGE=r/app:1
cat <<EOF > /tmp/driver.yaml
apiVersion: v1
kind: Pod
metadata:
  labels:
    team: ${TEAM:-data}
spec:
  nodeSelector:
    disk: ssd
  tolerations:
  - key: dedicated
    operator: Equal
    value: spark
    effect: NoSchedule
  containers:
  - name: spark-kubernetes-driver
    env:
    - name: FOO
      value: bar
    volumeMounts:
    - name: data
      mountPath: /data
  volumes:
  - name: data
    persistentVolumeClaim:
      claimName: data
EOF
sed 's/driver/executor/' /tmp/driver.yaml > /tmp/executor.yaml
spark-submit --master k8s://https://kubernetes.default.svc --deploy-mode cluster \
  --conf spark.kubernetes.driver.podTemplateFile=/tmp/driver.yaml \
  --conf spark.kubernetes.executor.podTemplateFile=/tmp/executor.yaml \
  --conf spark.kubernetes.container.image=$IMAGE local:///app/main.py --date "$(date +%F)" --n 3
