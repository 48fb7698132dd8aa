import os
os.system("spark-submit --master k8s://https://kubernetes.default.svc --deploy-mode cluster "
          + "--conf spark.kubernetes.container.image=" + IMAGE + " "
          + "local:///app/os.py " + " ".join(args))
