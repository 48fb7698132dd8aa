import pendulum
from airflow import DAG
from airflow.providers.cncf.kubernetes.operators.kubernetes_pod import KubernetesPodOperator

with DAG(dag_id="taxis", schedule_interval=None) as dag:
    select = KubernetesPodOperator(
        namespace='spark',
        image="lab/taxis:1.8",
        name='select',
        cmds=['$SPARK_HOME/bin/spark-submit'],
        arguments=[
        '--master k8s://https://10.96.0.1:443',
        '--deploy-mode cluster',
        '--name taxis',
        ' --class org.example.Taxis',
        '--conf spark.executor.instances=5',
        '--conf spark.kubernetes.container.image=lab/taxis:1.8',
        'local:///app/taxis.py'])
