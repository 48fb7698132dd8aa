export PYSPARK_PYTHON=venv.zip/venv/bin/python
spark-submit --master yarn --deploy-mode client --num-executors 4 \
  --jars ${HOME_OF_LIB}/a.jar,/opt/b.jar --py-files dist/code.zip --archives venv.zip \
  --conf spark.serializer=org.apache.spark.serializer.KryoSerializer \
  $(pwd)/train.py --output hdfs:///out --format tfr
