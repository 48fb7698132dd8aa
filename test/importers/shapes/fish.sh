set -x IMAGE lab/fish:1
spark-submit --master k8s://https://kubernetes.default.svc --deploy-mode cluster --conf spark.kubernetes.container.image=$IMAGE local:///app/fish.py
