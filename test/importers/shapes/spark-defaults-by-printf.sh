#!/bin/bash
printf 'spark.kubernetes.namespace\t\t%s\n'  "$APP_NAMESPACE" >>$SPARK_HOME/conf/spark-defaults.conf
printf 'spark.driver.extraClassPath\t\t%s\n'  "$APP_CLASSPATH" >>$SPARK_HOME/conf/spark-defaults.conf

for line in $(cat $APP_PROPS_PATH); do
    if [[ $line =~ ^spark ]]; then
      echo "$line " | sed "s/=/   /1" >>$SPARK_HOME/conf/spark-defaults.conf
    fi
done

spark-submit \
    --master k8s://$APP_K8S_URL \
    --deploy-mode client \
    --name facade \
    --class org.example.Facade \
    $APP_MORE_CONF \
    --verbose \
    local:///opt/facade/lib/facade.jar
