JARS=(s3a://j/a.jar s3a://j/b.jar)
FILES=$(IFS=:; echo x)
CMD="spark-submit --name eval --conf spark.kubernetes.container.image=registry.example/app:1 --class z.Z"
CMD+=" local:///z.jar"
eval "$CMD arg1 'arg two' $(date '+%F %T')"
while getopts e: o; do case $o in e) EX=$OPTARG;; esac; done
: ${EX:=3}
IFS=,
spark-submit --name ifs --jars "${JARS[*]}" --num-executors $EX --conf spark.kubernetes.container.image=registry.example/app:1 local:///b.py
