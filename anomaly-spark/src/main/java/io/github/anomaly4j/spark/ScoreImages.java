package io.github.anomaly4j.spark;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.StreamingQueryException;

/**
 * The program for {@code spark-submit}: scores every file below a folder into a table of Parquet.
 *
 * <pre>{@code
 * spark-submit --class io.github.anomaly4j.spark.ScoreImages anomaly-spark-submit.jar \
 *     hdfs:///models/parts.anomaly hdfs:///images hdfs:///scores
 * }</pre>
 *
 * <p>With a fourth argument, the folder of a checkpoint, it watches the folder and scores what
 * arrives, each file once, until it is ended; begun again with the same checkpoint, it goes on.
 */
public final class ScoreImages {
  private static final String USAGE =
      "expected MODEL IMAGES TABLE, or MODEL IMAGES TABLE CHECKPOINT to score what arrives in the"
          + " folder IMAGES; was given ";

  private ScoreImages() {}

  /**
   * Runs it.
   *
   * @throws IOException if the model cannot be read or is refused, or there is no image
   */
  public static void main(String[] args)
      throws IOException, StreamingQueryException, TimeoutException {
    List<String> given = Arrays.asList(args);
    if (given.size() != 3 && given.size() != 4) {
      throw new IllegalArgumentException(USAGE + given);
    }
    SparkSession spark = SparkSession.builder().appName("anomaly4j").getOrCreate();
    try {
      if (given.size() == 3) {
        score(spark, given.get(0), given.get(1), given.get(2));
      } else {
        watch(spark, given);
      }
    } finally {
      spark.stop();
    }
  }

  private static void score(SparkSession spark, String model, String folder, String table)
      throws IOException {
    Dataset<Row> images =
        spark.read().format("binaryFile").option("recursiveFileLookup", "true").load(folder);
    AnomalySpark.score(images, model).write().parquet(table);
    Row counts =
        spark
            .read()
            .parquet(table)
            .agg(
                functions.count("*"),
                functions.count(functions.when(functions.col("passes"), 1)),
                functions.count("error"))
            .head();
    if (counts.getLong(0) == 0) {
      throw new IOException(
          "%s holds no image; expected some, in it or in folders below; the table %s is empty"
              .formatted(folder, table));
    }
    System.out.printf(
        "%d images: %d pass, %d do not, %d of these could not be scored (column error)%n",
        counts.getLong(0),
        counts.getLong(1),
        counts.getLong(0) - counts.getLong(1),
        counts.getLong(2));
  }

  private static void watch(SparkSession spark, List<String> given)
      throws IOException, StreamingQueryException, TimeoutException {
    Dataset<Row> images =
        spark
            .readStream()
            .format("binaryFile")
            .schema(spark.read().format("binaryFile").load(given.get(1)).schema())
            .option("recursiveFileLookup", "true")
            .load(given.get(1));
    AnomalySpark.score(images, given.get(0))
        .writeStream()
        .format("parquet")
        .option("checkpointLocation", given.get(3))
        .start(given.get(2))
        .awaitTermination();
  }
}
