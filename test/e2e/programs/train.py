"""The Spark training of examples/churn-workflow. Its model: what it predicts for each number of calls."""
import argparse
import json
import urllib.request

from pyspark.ml.classification import GBTClassifier, RandomForestClassifier
from pyspark.ml.linalg import Vectors
from pyspark.sql import SparkSession

arguments = argparse.ArgumentParser()
for name in "input-dataset output-model algorithm".split():
    arguments.add_argument(f"--{name}", required=True)
arguments.add_argument("--max-iter", type=int, required=True)
a = arguments.parse_args()

spark = SparkSession.builder.getOrCreate()
algorithms = {
    "random-forest": RandomForestClassifier(labelCol="left", numTrees=a.max_iter),
    "gradient-boosting": GBTClassifier(labelCol="left", maxIter=a.max_iter),
}
with urllib.request.urlopen(a.input_dataset) as answer:
    rows = [(Vectors.dense(row["calls"]), row["left"]) for row in json.load(answer)]
model = algorithms[a.algorithm].fit(spark.createDataFrame(rows, ["features", "left"]))
predictions = [int(model.predict(Vectors.dense(calls))) for calls in range(10)]
body = json.dumps({"algorithm": a.algorithm, "predictions": predictions}).encode()
urllib.request.urlopen(urllib.request.Request(a.output_model, body, method="PUT")).close()
spark.stop()
