from airflow import DAG
spark_app = {
    "apiVersion": "sparkoperator.k8s.io/v1beta2",
    "kind": "SparkApplication",
    "metadata": {"name": "demo", "namespace": "jobs"},
    "spec": {"type": "Scala", "mode": "cluster", "image": "lab/demo:1", "mainClass": "demo.App",
             "mainApplicationFile": "local:///app/demo.jar"},
}
