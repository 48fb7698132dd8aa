FROM apache/spark:3.5.1
ARG JAR_FILE
ADD ${JAR_FILE} /app.jar
ENTRYPOINT ["/opt/spark/bin/spark-submit", "--class", "org.example.App", "--master", "local", "/app.jar"]
