from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG(dag_id="submit", schedule="@once") as dag:
    submit = BashOperator(
        task_id="submit",
        bash_command="""
            /opt/bitnami/spark/bin/spark-submit \
              --master k8s://https://kubernetes.default.svc \
              --deploy-mode cluster \
              --conf spark.kubernetes.container.image={{ var.value.image }} \
              --conf spark.executor.instances={{ params.executors }} \
              local:///app/jinja.py --day {{ ds }}
        """,
    )
