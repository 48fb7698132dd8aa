for /f "tokens=2-4 delims=/ " %%a in ('date /t') do set DAY=%%c-%%a-%%b
spark-submit ^
  --master local[*] ^
  --conf spark.sql.shuffle.partitions=200 ^
  src/jobs/process.py --config config.yaml --run_date %DAY%
