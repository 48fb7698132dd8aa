export PYSPARK_PYTHON=./environment/bin/python
spark-submit --master k8s://https://kubernetes.default.svc --deploy-mode cluster \
  --archives s3a://envs/pyspark_venv.tar.gz#environment \
  --conf spark.kubernetes.container.image=lab/py:1 s3a://jobs/app.py
