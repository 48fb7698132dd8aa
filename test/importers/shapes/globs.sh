spark-submit --conf spark.kubernetes.container.image=r/app:1 --master local[*] local:///app.py before /data/*.csv ~/out {a,b} s3a://bucket/*.csv
