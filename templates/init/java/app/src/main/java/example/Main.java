package example;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.split;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Counts the words of a text. Ends with 0, or with the exit code that the workflow shall end with. */
public final class Main {
  static Dataset<Row> count(Dataset<Row> lines, int minCount) {
    Dataset<Row> words =
        lines.select(explode(split(lower(col("value")), "\\W+")).as("word")).where(col("word").notEqual(""));
    return words.groupBy("word").count().where(col("count").geq(minCount)).orderBy(col("count").desc(), col("word"));
  }

  public static void main(String[] args) {
    Map<String, String> options = new HashMap<>();
    for (String arg : args) {
      int split = arg.indexOf('=');
      if (!arg.startsWith("--") || split < 0) throw new IllegalArgumentException("not --name=value: " + arg);
      options.put(arg.substring(2, split), arg.substring(split + 1));
    }
    SparkSession spark = SparkSession.builder().getOrCreate();
    Dataset<Row> lines = spark.read().text(options.get("input-dataset")).toDF();
    Dataset<Row> words = count(lines, Integer.parseInt(options.getOrDefault("min-count", "1")));
    words.write().mode("overwrite").parquet(options.get("output-dataset"));
    words.show(10);
    spark.stop();
  }

  private Main() {}
}
