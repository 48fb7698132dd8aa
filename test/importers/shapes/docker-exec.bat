@echo off
echo Running
docker exec spark-master /opt/spark/bin/spark-submit ^
  --packages org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.7.0 ^
  --conf spark.sql.catalog.local.type=hadoop ^
  /opt/spark/work-dir/transform.py
if %ERRORLEVEL% NEQ 0 exit /b 1
