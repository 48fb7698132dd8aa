FROM lab/spark-2
COPY SimpleApp.jar /opt/SimpleApp.jar
#docker build -t lab/driver .
CMD ${SPARK_HOME}/bin/spark-submit --class "SimpleApp" --master spark://172.17.0.2:7077 /opt/SimpleApp.jar
