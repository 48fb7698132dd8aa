#!/bin/bash
NAME="bench-$SUITE-$CONFIG"
NAME="${NAME//[^a-z0-9-]/-}"
IMAGE="${IMAGE:-registry.example/bench:4}"
cat <<EOF | kubectl apply -f -
apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata:
  name: $NAME
  namespace: bench
spec:
  type: Scala
  mode: cluster
  image: $IMAGE
  mainClass: org.example.Bench
  mainApplicationFile: local:///opt/spark/jars/bench.jar
  arguments:
    - "--cluster"
    - "--config"
    - "$CONFIG"
  sparkVersion: "3.5.1"
  driver: {cores: 2, memory: 8g, serviceAccount: bench}
  executor: {cores: 4, instances: 8, memory: 40g}
EOF
