package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class MainTest {
  @Test
  void countsWordsInAnyLetterCase() {
    try (SparkSession spark =
        SparkSession.builder().master("local[1]").config("spark.ui.enabled", "false").getOrCreate()) {
      var lines = spark.createDataset(List.of("To be, or not to be"), Encoders.STRING()).toDF();
      var words = Main.count(lines, 2).collectAsList().stream().map(row -> row.getString(0) + row.getLong(1)).toList();
      assertEquals(List.of("be2", "to2"), words);
    }
  }
}
