from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

submit = SparkSubmitOperator(
    task_id="report",
    conn_id="spark_k8s",
    application="local:///app/report.py",
    conf={"spark.executor.instances": "2", "spark.kubernetes.container.image": "lab/report:1"},
    application_args=["--day", "{{ ds }}"],
)
