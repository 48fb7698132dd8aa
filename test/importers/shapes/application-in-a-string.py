from airflow import DAG

SPARK_APPLICATION_TEMPLATE = f'''
apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata:
  name: silver
  namespace: spark
spec:
  type: Python
  mode: cluster
  image: lab/silver:3
  mainApplicationFile: local:///app/main.py
  driver: {{cores: 1, memory: 4000m}}
  executor: {{instances: 3, memory: 4000m}}
'''
