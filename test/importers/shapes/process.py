import subprocess

args = parse()
command = ["/opt/spark/bin/spark-submit", "--deploy-mode", "cluster", "--conf", "spark.kubernetes.container.image=registry.example/app:1",
    "--driver-memory", args.memory,  # of the driver
    "local:///app/main.py", "--input", args.input, *rest]
subprocess.run(command)
