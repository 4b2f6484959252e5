package io.github.anomaly4j.spark;

import io.github.anomaly4j.AnomalyDetectorBuilder;
import java.io.IOException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Scores images on a cluster of Apache Spark with a saved {@link
 * io.github.anomaly4j.AnomalyDetector}, and trains one there.
 *
 * <pre>{@code
 * Dataset<Row> images = spark.read().format("binaryFile").load("hdfs:///line1/*.png").select("path");
 * AnomalySpark.score(images, "hdfs:///models/parts.anomaly").write().parquet("hdfs:///scores");
 * }</pre>
 *
 * <p>Every score is the one that the detector gives to the same file in one process, to the bit,
 * whatever the number of partitions and executors.
 */
public final class AnomalySpark {
  private AnomalySpark() {}

  /**
   * Scores images by the usual settings; {@link SparkScoring#score} says what is needed and what
   * comes out.
   *
   * @param images of a batch or a stream, with the columns {@code path} and {@code content}, as the
   *     source {@code binaryFile} gives them, or with {@code path} alone
   * @param modelUri of the detector's file, which the driver and every executor can read
   * @throws IllegalArgumentException if the columns are others
   * @throws IOException if the model cannot be read or is refused
   */
  public static Dataset<Row> score(Dataset<Row> images, String modelUri) throws IOException {
    return scoring(modelUri).score(images);
  }

  /**
   * Settings of a scoring: a fixed SHA-256, the product of each image, what the model may run.
   *
   * @param modelUri of the detector's file, such as {@code hdfs:///models/parts.anomaly}, which the
   *     driver and every executor can read
   */
  public static SparkScoring scoring(String modelUri) {
    return new SparkScoring(modelUri);
  }

  /**
   * Begins a training; {@link SparkTraining#train} says what is needed.
   *
   * <pre>{@code
   * try (AnomalyDetector detector =
   *     AnomalySpark.training(AnomalyDetector.builder()).train(images)) {
   *   detector.save(Path.of("parts.anomaly"));
   * }
   * }</pre>
   *
   * @param settings as for a training in one process; their threads are those of the driver alone
   */
  public static SparkTraining training(AnomalyDetectorBuilder settings) {
    return new SparkTraining(settings);
  }
}
