export DATABASE_URL=jdbc:postgresql://db/x
export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7FAKE01
export SPARK_CONF_DIR=/etc/spark/prod
UNREAD=1
JOB=${JOB:-nightly-$(date +%s)}
FOO=1 timeout -k 10 1h spark2-submit --class b.B `# memory of executors` --executor-memory 5g --name $JOB --conf spark.kubernetes.container.image=registry.example/app:1 local:///b.jar < in.txt > out.txt
curl -d done https://hooks.slack.com/services/T00FAKE00/B00FAKE00/q7Rk2Vx9Lm4Tz8Wb1Nc6Yd3H
