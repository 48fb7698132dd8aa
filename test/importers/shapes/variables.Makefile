REGISTRY ?= lab.example
TAG := $(shell git rev-parse --short HEAD)
IMAGE = $(REGISTRY)/made:$(TAG)
EXECUTORS ?= 4
define OPTS
--conf spark.executor.instances=$(EXECUTORS)
endef

.PHONY: run
run: build
	@spark-submit --master k8s://$(API) --deploy-mode cluster --conf spark.kubernetes.container.image=$(IMAGE) $(OPTS) local:///app/made.py $(ARGS)
