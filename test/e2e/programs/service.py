"""Ingest, prepare and evaluate of examples/churn-workflow in one image; SERVICE_ID says which one it is."""
import argparse
import json
import os
import urllib.request

arguments = argparse.ArgumentParser()
for name in "source format output-dataset input-dataset impute output-dataset-1 output-dataset-2 input-model-1".split():
    arguments.add_argument(f"--{name}")
for name in "input-model-2 output-model metric batch-size test-share input-columns since".split():
    arguments.add_argument(f"--{name}")
a = arguments.parse_args()


def get(location):
    with urllib.request.urlopen(location) as answer:
        return json.load(answer)


def put(location, value):
    urllib.request.urlopen(urllib.request.Request(location, json.dumps(value).encode(), method="PUT")).close()


match os.environ["SERVICE_ID"]:
    case "churn-ingest":  # who calls often leaves
        put(a.output_dataset, [{"calls": i % 10, "left": int(i % 10 > 6)} for i in range(100)])
    case "churn-prepare":
        rows = get(a.input_dataset)
        share = int(len(rows) * float(a.test_share))
        put(a.output_dataset_1, rows[share:])
        put(a.output_dataset_2, rows[:share])
    case "churn-evaluate":
        rows = get(a.input_dataset)
        models = [get(a.input_model_1), get(a.input_model_2)]
        for model in models:
            model[a.metric] = sum(model["predictions"][row["calls"]] == row["left"] for row in rows) / len(rows)
        put(a.output_model, max(models, key=lambda model: model[a.metric]))
