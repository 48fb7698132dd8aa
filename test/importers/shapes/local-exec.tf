resource "x" "y" {
  command = "spark-submit --master k8s://https://kubernetes.default.svc --deploy-mode cluster --conf spark.kubernetes.container.image=${var.image} local:///app.py"
  args = ["spark-submit", "--conf", "spark.executor.cores=2", "--class", "a.B", "local:///a.jar"]
}
