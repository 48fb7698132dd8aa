$Image = "lab/ps:1"
$env:SPARK_HOME = "C:\spark"
& "$env:SPARK_HOME\bin\spark-submit.cmd" `
  --master k8s://https://127.0.0.1:6443 `
  --deploy-mode cluster `
  --conf spark.kubernetes.container.image=$Image `
  --conf spark.executor.instances=2 `
  local:///app/ps.py --day (Get-Date -Format yyyy-MM-dd)
