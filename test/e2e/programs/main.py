"""The program of the end-to-end test: k-means as examples/kmeans declares it. Exit 3: the dataset cannot be read."""
import argparse
import json
import os
import sys

from pyspark.errors import AnalysisException
from pyspark.ml.clustering import KMeans
from pyspark.sql import SparkSession

arguments = argparse.ArgumentParser()
arguments.add_argument("--input-dataset", required=True)
arguments.add_argument("--output-model", required=True)
arguments.add_argument("--k", type=int, required=True)
arguments.add_argument("--max-iter", type=int, default=20)
arguments.add_argument("--seed", type=int)
a = arguments.parse_args()

spark = SparkSession.builder.getOrCreate()
try:
    data = spark.read.format("libsvm").load(a.input_dataset)
except AnalysisException as error:
    print(error, file=sys.stderr)
    sys.exit(3)
# One partition an executor core at least: the work is done by executors, not by the driver alone.
model = KMeans(k=a.k, maxIter=a.max_iter, seed=a.seed or 1).fit(data.repartition(2))
centers = sorted([round(float(x), 1) for x in c] for c in model.clusterCenters())
executors = spark.sparkContext._jsc.sc().getExecutorMemoryStatus().size() - 1
secrets = sorted(name for name, value in os.environ.items() if value.startswith("never-shown-"))
result = {"centers": centers, "executors": executors, "output-model": a.output_model, "secrets": secrets}
print("RESULT " + json.dumps(result))
spark.stop()
