pipeline { stages { stage('x') { steps {
  sh '''
    spark-submit --master k8s://https://kubernetes.default.svc --deploy-mode cluster \
      --conf spark.kubernetes.container.image=r/a:1 \
      --class a.B local:///a.jar
  '''
  sh "spark-submit --class a.C --conf spark.kubernetes.container.image=${params.IMG} local:///c.jar ${env.BUILD_ID}"
} } } }
