SPARK_HOME ?= /opt/spark
IMG := registry.example/app
VERSION = $(shell git describe --tags)
MEM ?= 2g
CONF = --conf spark.executor.memory=$(MEM) \
       --conf spark.executor.instances=$(N)
N ?= 3
ifeq ($(ENV),prod)
EXTRA = --conf spark.dynamicAllocation.enabled=true
endif
.PHONY: run
run: build
	@echo submitting
	$(SPARK_HOME)/bin/spark-submit --master k8s://https://kubernetes.default.svc --deploy-mode cluster \
		--conf spark.kubernetes.container.image=$(IMG):$(VERSION) \
		$(CONF) $(EXTRA) \
		--conf spark.x=$$HOME --conf spark.y=$(shell date) \
		--class a.B local:///app.jar $(ARGS)
run-%:
	spark-submit --class a.$* local:///$@.jar $(word 2,$(X)) $(if $(Y),--y $(Y)) $<
