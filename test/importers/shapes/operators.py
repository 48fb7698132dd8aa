from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

MEMORY = "3g"
load = SparkSubmitOperator(
    task_id="load",
    application="local:///opt/load.jar",  # in the image (of course)
    java_class="org.example.Load",
    conf={**BASE, "spark.kubernetes.container.image": "r/load:1", "spark.executor.memory": "1g", "spark.x": "a,b", "spark.n": 3},
    application_args=["--day", "{{ ds }}", "x" + MEMORY, str(n)],
    executor_memory=MEMORY,
    env_vars={"A": "b c"},
    conn_id="spark",
)
other = SparkSubmitOperator(task_id="other", application="s3a://b/other.py", conf=CONF, application_args=ARGS)
rest = SparkSubmitOperator(**rest_of_it)
keys = SparkSubmitOperator(application="local:///keys.py", name="Daily Keys", conf={KEY: "v", "spark.y": "1"})
pod = KubernetesPodOperator(image="r/pod:1", cmds=["spark-submit"], arguments=["local:///pod.py", "{{ ds }}"])
