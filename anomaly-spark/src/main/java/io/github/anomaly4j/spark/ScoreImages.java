package io.github.anomaly4j.spark;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The program for {@code spark-submit}: scores every file below a folder into a table of Parquet.
 *
 * <pre>{@code
 * spark-submit --class io.github.anomaly4j.spark.ScoreImages anomaly-spark-submit.jar \
 *     hdfs:///models/parts.anomaly hdfs:///images hdfs:///scores
 * }</pre>
 *
 * <p>With a fourth argument, the folder of a checkpoint, it watches the folder and scores what
 * arrives, each file once, until it is stopped; started with the same checkpoint, it goes on.
 */
public final class ScoreImages {
  private static final String USAGE =
      "expected MODEL IMAGES TABLE, or MODEL IMAGES TABLE CHECKPOINT to score what arrives in the"
          + " folder IMAGES; was given ";

  /** Spark repeats a task that fails, so one should take a few minutes at most. */
  private static final int IMAGES_OF_A_TASK = 100;

  /** The columns of Spark's source {@code binaryFile}; fixed, so that no folder adds one. */
  private static final StructType FILES =
      new StructType()
          .add(ScoreRow.PATH, DataTypes.StringType, false)
          .add("modificationTime", DataTypes.TimestampType, false)
          .add("length", DataTypes.LongType, false)
          .add(ScoreRow.CONTENT, DataTypes.BinaryType, true);

  private ScoreImages() {}

  /**
   * Runs it.
   *
   * @throws IOException if the model cannot be read or is refused, or there is no file
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
        watch(spark, given).awaitTermination();
      }
    } finally {
      spark.stop();
    }
  }

  static void score(SparkSession spark, String model, String folder, String table)
      throws IOException {
    Dataset<Row> images = list(spark, folder);
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
    System.out.printf(
        "%d images: %d pass, %d do not, %d of these could not be scored (column error)%n",
        counts.getLong(0),
        counts.getLong(1),
        counts.getLong(0) - counts.getLong(1),
        counts.getLong(2));
  }

  /**
   * The paths of all files below a folder. Spark's own reader must not come to a file: it fails the
   * job if one is gone, and leaves empty ones out.
   */
  static Dataset<Row> list(SparkSession spark, String folder) throws IOException {
    List<String> paths = files(spark, folder);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    int tasks = Math.max(context.defaultParallelism(), (paths.size() - 1) / IMAGES_OF_A_TASK + 1);
    return spark
        .createDataset(context.parallelize(paths, tasks).rdd(), Encoders.STRING())
        .toDF(ScoreRow.PATH);
  }

  /** The paths of all files below a folder, sorted. */
  static List<String> files(SparkSession spark, String folder) throws IOException {
    String[] files =
        spark
            .read()
            .format("binaryFile")
            .schema(FILES)
            .option("recursiveFileLookup", "true")
            .load(folder)
            .inputFiles();
    if (files.length == 0) {
      throw new IOException(
          "%s holds no file; expected images, in it or in folders below; nothing was written"
              .formatted(folder));
    }
    // As paths, which are not encoded.
    return Arrays.stream(files)
        .map(file -> new Path(URI.create(file)).toString())
        .sorted()
        .toList();
  }

  static StreamingQuery watch(SparkSession spark, List<String> given)
      throws IOException, TimeoutException {
    Dataset<Row> images =
        spark
            .readStream()
            .format("binaryFile")
            .schema(FILES)
            .option("recursiveFileLookup", "true")
            // By default, a file that is 7 days older than the newest is left out without a word.
            .option("maxFileAge", "36500d")
            .load(given.get(1))
            .select(ScoreRow.PATH);
    return AnomalySpark.score(images, given.get(0))
        .writeStream()
        .format("parquet")
        .option("checkpointLocation", given.get(3))
        .start(given.get(2));
  }
}
