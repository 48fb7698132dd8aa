spark-submit --name nargs --conf spark.kubernetes.container.image=registry.example/app:1 local:///b.py --lr 0.1 --columns a b c --epochs 3
spark-submit --name flag --conf spark.kubernetes.container.image=registry.example/app:1 --class a.B local:///b.jar --dry-run --in x
spark-submit --name part --conf spark.kubernetes.container.image=registry.example/app:1 local:///b.py s3a://in s3a://out $(date +%F)
spark-submit --name empty --conf spark.kubernetes.container.image=registry.example/app:1 local:///b.py in.csv "" out.csv --mode full
