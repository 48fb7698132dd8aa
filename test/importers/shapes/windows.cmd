@echo off
rem submit the job
set IMAGE=lab/win:1
set SPARK_HOME=C:\spark
call %SPARK_HOME%\bin\spark-submit.cmd ^
  --master k8s://https://127.0.0.1:6443 ^
  --deploy-mode cluster ^
  --conf spark.kubernetes.container.image=%IMAGE% ^
  --conf "spark.driver.extraJavaOptions=-Da=1 -Db=2" ^
  --class org.example.Win ^
  local:///app/win.jar %1 %2
pause
