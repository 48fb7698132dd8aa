import os
from airflow.operators.bash import BashOperator
IMAGE = "r/a:1"
NS = os.environ.get("NS", "jobs")
cmd = (
    "spark-submit "
    "--master k8s://https://kubernetes.default.svc "
    "--deploy-mode cluster "
    f"--conf spark.kubernetes.container.image={IMAGE} "
    f"--conf spark.kubernetes.namespace={NS} "
    "--conf spark.executor.instances={{ var.value.n }} "
    "local:///app/x.py {{ ds }} {{ params.table }}"
)
t1 = BashOperator(task_id="a", bash_command=cmd)
t2 = BashOperator(task_id="b", bash_command="""
    spark-submit --master k8s://https://kubernetes.default.svc --deploy-mode cluster \\
        --conf spark.kubernetes.container.image=%s \\
        --class a.B local:///b.jar
""" % IMAGE)
