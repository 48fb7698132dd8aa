from airflow import DAG
from airflow.operators.bash import BashOperator

IMAGE = "registry.example/app:1"

with DAG("nightly") as dag:
    # spark-submit is called by bash
    BashOperator(
        task_id="count",
        bash_command=f"spark-submit --master k8s://https://kubernetes.default.svc --deploy-mode cluster "
        f"--conf spark.kubernetes.container.image={IMAGE} --conf spark.executor.memory={memory()} "
        "--conf spark.app.title='nightly count' "
        "local:///app/count.py --day={{ ds }} --out=s3a://data/{{ ds_nodash }}",
    )
    BashOperator(
        task_id="sum",
        bash_command="""
            spark-submit \\
              --class org.example.Sum \\
              --conf spark.kubernetes.container.image=""" + IMAGE + """ \\
              local:///app/sum.jar 7
        """,
    )
