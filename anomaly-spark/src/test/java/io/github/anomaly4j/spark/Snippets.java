package io.github.anomaly4j.spark;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.config.Preset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What docs/spark.md shows, with addresses that no test has: it compiles. */
final class Snippets {
  private Snippets() {}

  static void score(SparkSession spark) throws IOException {
    Dataset<Row> images = spark.read().format("binaryFile").load("hdfs:///line1").select("path");
    AnomalySpark.score(images, "hdfs:///models/parts.anomaly").write().parquet("hdfs:///scores");
  }

  static Dataset<Row> settings(Dataset<Row> images) throws IOException {
    return AnomalySpark.scoring("hdfs:///models/parts.anomaly")
        .sha256("9f86d0…") // refuse any other file
        .categoryColumn("product") // the product is known: score as one of it
        .score(images);
  }

  static void function(SparkSession spark) throws IOException {
    AnomalySpark.scoring("hdfs:///models/parts.anomaly").register(spark, "anomaly");
    spark.sql(
        "SELECT path, s.score, s.passes FROM (SELECT path, anomaly(content) AS s FROM images)");
  }

  static void stream(SparkSession spark) throws IOException, TimeoutException {
    Dataset<Row> arriving =
        spark
            .readStream()
            .format("binaryFile")
            .option("maxFileAge", "36500d")
            .schema("path STRING, modificationTime TIMESTAMP, length BIGINT, content BINARY")
            .load("hdfs:///line1")
            .select("path");
    AnomalySpark.score(arriving, "hdfs:///models/parts.anomaly")
        .writeStream()
        .format("parquet")
        .option("checkpointLocation", "hdfs:///checkpoint")
        .start("hdfs:///scores");
  }

  static void train(SparkSession spark) throws IOException {
    Dataset<Row> images = spark.read().parquet("hdfs:///normal.parquet"); // path and category
    try (AnomalyDetector detector =
        AnomalySpark.training(AnomalyDetector.builder().preset(Preset.BALANCED)).train(images)) {
      detector.save(Path.of("parts.anomaly"));
    }
  }
}
