import unittest

from pyspark.sql import SparkSession

from main import count


class CountTest(unittest.TestCase):
    def test_counts_words_in_any_letter_case(self):
        spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
        self.addCleanup(spark.stop)
        lines = spark.createDataFrame([("To be, or not to be",)], ["value"])
        self.assertEqual([tuple(row) for row in count(lines, 2).collect()], [("be", 2), ("to", 2)])


if __name__ == "__main__":
    unittest.main()
