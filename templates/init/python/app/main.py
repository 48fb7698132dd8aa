"""Counts the words of a text. Ends with 0, or with the exit code that the workflow shall end with."""

import argparse

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import col, explode, lower, split


def count(lines: DataFrame, min_count: int) -> DataFrame:
    words = lines.select(explode(split(lower(col("value")), r"\W+")).alias("word")).where(col("word") != "")
    return words.groupBy("word").count().where(col("count") >= min_count).orderBy(col("count").desc(), col("word"))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--input-dataset", required=True)
    parser.add_argument("--output-dataset", required=True)
    parser.add_argument("--min-count", type=int, default=1)
    options = parser.parse_args()
    spark = SparkSession.builder.getOrCreate()
    words = count(spark.read.text(options.input_dataset), options.min_count)
    words.write.mode("overwrite").parquet(options.output_dataset)
    words.show(10)
    spark.stop()


if __name__ == "__main__":
    main()
