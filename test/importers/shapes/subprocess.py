import subprocess

def submit(image, day):
    cmd = [
        "spark-submit",
        "--master", "k8s://https://kubernetes.default.svc",
        "--deploy-mode", "cluster",
        "--conf", f"spark.kubernetes.container.image={image}",
        "--conf", "spark.executor.instances=%d" % 3,
        "local:///app/sub.py",
        "--day", day,
    ]
    subprocess.run(cmd, check=True)
