@echo off
set MEM=4g
set LEVEL=9
set JDBC_PASSWORD=winpw123
%SPARK_HOME%\bin\spark-submit.cmd --master k8s://h ^
  --executor-memory %MEM% ^
  --conf spark.kubernetes.container.image=registry.example/w:1 ^
  local:///w.py
