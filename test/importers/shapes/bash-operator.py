from datetime import datetime
from airflow import DAG
from airflow.operators.bash import BashOperator

master = ("k8s://"
          "https://kubernetes.default.svc"
          ":443")
command = ("spark-submit "
           "--master {master} --deploy-mode cluster "
           "--conf spark.kubernetes.container.image=lab/bash:1 "
           "local:///app/bash.py").format(master=master)
other = 'kubectl exec -it spark-master-0 -n spark -- bash ./bin/spark-submit --name pie --class org.example.Pie tmp/pie.jar'

with DAG(dag_id='bash', start_date=datetime(2024, 1, 1)) as dag:
    t = BashOperator(task_id='submit', bash_command=command, dag=dag)
