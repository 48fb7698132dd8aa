Write-Host "Submitting"
docker compose exec -e BROKER="${broker}" spark /opt/spark/bin/spark-submit `
  --master spark://spark:7077 `
  --packages org.apache.spark:spark-sql-kafka-0-10_2.12:3.5.0 `
  /opt/apps/stream.py
