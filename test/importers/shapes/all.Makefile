all: push clean submit

push:
	kubectl cp $(wildcard src/*) lab/demo-sh:/data/src

submit:
	$(SPARK_HOME)/bin/spark-submit\
			--master k8s://https://10.90.36.16:6443\
			--deploy-mode cluster\
			--name hw\
			--conf spark.kubernetes.authenticate.driver.serviceAccountName=spark\
			--conf spark.kubernetes.container.image=lab/hw:1\
			--conf spark.kubernetes.container.image.pullPolicy=Always\
			--conf spark.executor.instances=5\
			--conf spark.kubernetes.namespace=lab\
			--conf spark.kubernetes.driver.pod.name=hw\
			local:///data/src/main.py
