package io.github.anomaly4j.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * How images are scored on Spark. Immutable: every method returns new settings.
 *
 * <p>The driver reads the model once, checks it and takes its SHA-256; nothing but its URI and that
 * SHA-256 travels. An executor loads it when its first task needs it, refuses one with another
 * SHA-256 and shares it among its tasks; it keeps the four models that it used last. So do not
 * replace the file of a model while jobs use it: give each version a name of its own.
 */
public final class SparkScoring {
  private final String uri;
  private final @Nullable String sha256;
  private final @Nullable String backboneSha256;
  private final boolean largeBanks;
  private final @Nullable String category;

  SparkScoring(String uri) {
    this(uri, null, null, false, null);
  }

  private SparkScoring(
      String uri,
      @Nullable String sha256,
      @Nullable String backboneSha256,
      boolean largeBanks,
      @Nullable String category) {
    if (uri.isBlank()) {
      throw new IllegalArgumentException("the URI of the model is blank");
    }
    this.uri = uri;
    this.sha256 = sha256;
    this.backboneSha256 = backboneSha256;
    this.largeBanks = largeBanks;
    this.category = category;
  }

  /**
   * Refuses a model with another SHA-256; by default, the driver takes the model that is there when
   * a scoring is defined.
   *
   * @param digits 64 hexadecimal digits
   * @throws IllegalArgumentException if they are none
   */
  public SparkScoring sha256(String digits) {
    return new SparkScoring(uri, hexadecimal(digits), backboneSha256, largeBanks, category);
  }

  /**
   * Runs a third-party backbone that the model's file holds, if it has this SHA-256. The library's
   * own backbone needs no permission.
   *
   * @param digits 64 hexadecimal digits
   * @throws IllegalArgumentException if they are none
   * @see io.github.anomaly4j.DetectorLoader#backboneSha256
   */
  public SparkScoring backboneSha256(String digits) {
    return new SparkScoring(uri, sha256, hexadecimal(digits), largeBanks, category);
  }

  /**
   * Also loads memory banks of more than 200,000 patches.
   *
   * @see io.github.anomaly4j.DetectorLoader#largeMemoryBanks
   */
  public SparkScoring largeMemoryBanks() {
    return new SparkScoring(uri, sha256, backboneSha256, true, category);
  }

  /**
   * Takes the product of each image from a column: the image is scored as one of it and always
   * recognized. Where the column is null, the product is found. A product that the detector does
   * not know is that row's error.
   *
   * @param column of strings
   */
  public SparkScoring categoryColumn(String column) {
    return new SparkScoring(uri, sha256, backboneSha256, largeBanks, column);
  }

  private static String hexadecimal(String digits) {
    String lower = digits.toLowerCase(Locale.ROOT);
    if (!lower.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "a SHA-256 of 64 hexadecimal digits is not \"%s\"".formatted(digits));
    }
    return lower;
  }

  /**
   * Scores images. The result is lazy and has a row for each image:
   *
   * <ul>
   *   <li>{@code path} as it was given;
   *   <li>{@code passes}: whether the part may pass; {@code false} too if there is an error;
   *   <li>{@code category}, {@code recognized}, {@code score}, {@code p_value}, {@code threshold},
   *       {@code anomalous} and {@code regions} as {@link io.github.anomaly4j.Detection} tells
   *       them; null if there is an error;
   *   <li>{@code warnings} of the detection, each with its kind;
   *   <li>{@code error}: why there is no detection; null if there is one. An image that is missing
   *       or broken fails no task; if storage or memory fails, the task does, and the last attempt
   *       that Spark allows ({@code spark.task.maxFailures}) makes it an error;
   *   <li>{@code model_sha256};
   *   <li>{@code milliseconds} for reading, decoding and scoring: the one column that differs from
   *       run to run.
   * </ul>
   *
   * <p>A task scores as many images at a time as {@code spark.task.cpus} says, each on one thread,
   * and gives the results in the order of its images.
   *
   * @param images of a batch or a stream, with the columns {@code path} (string) and {@code
   *     content} (binary), or {@code path} alone, of files that the executors read; others are
   *     dropped
   * @throws IllegalArgumentException if the columns are others
   * @throws IOException if the model cannot be read, has another SHA-256, or is refused
   */
  public Dataset<Row> score(Dataset<Row> images) throws IOException {
    boolean contents = has(images, ScoreRow.CONTENT);
    List<Column> columns = new ArrayList<>();
    columns.add(column(images, ScoreRow.PATH, DataTypes.StringType));
    if (contents) {
      columns.add(column(images, ScoreRow.CONTENT, DataTypes.BinaryType));
    }
    if (category != null) {
      columns.add(column(images, category, DataTypes.StringType));
    }
    SparkSession session = images.sparkSession();
    ScoringTask task =
        new ScoringTask(
            model(session), Attempt.most(session.sparkContext()), contents, category != null);
    return images
        .select(columns.toArray(new Column[0]))
        .mapPartitions(task, Encoders.row(ScoreRow.SCHEMA));
  }

  /**
   * Registers a function of SQL, {@code name(content)} or {@code name(path)}, which gives the
   * columns of {@link #score} but {@code path} as one structure, or null for null. It scores on one
   * thread for each task and finds the product of every image.
   *
   * <pre>{@code
   * SELECT path, scored.score FROM (SELECT path, anomaly(content) AS scored FROM images)
   * }</pre>
   *
   * @throws IllegalArgumentException if the settings name a column of products
   * @throws IOException if the model cannot be read, has another SHA-256, or is refused
   */
  public void register(SparkSession session, String name) throws IOException {
    if (category != null) {
      throw new IllegalArgumentException(
          "the function %s finds products by itself and has no column %s: leave categoryColumn out,"
                  .formatted(name, category)
              + " or use score");
    }
    // As if it were not deterministic, so that Spark does not call it once for each field in use.
    session
        .udf()
        .register(
            name,
            functions
                .udf(
                    new ScoringFunction(model(session), Attempt.most(session.sparkContext())),
                    ScoreRow.SCORES)
                .asNondeterministic());
  }

  private Model model(SparkSession session) throws IOException {
    return new Model(
            uri,
            sha256 == null ? "" : sha256,
            backboneSha256 == null ? "" : backboneSha256,
            largeBanks,
            HadoopFiles.settings(session))
        .checked();
  }

  private static boolean has(Dataset<Row> images, String name) {
    return Arrays.asList(images.schema().fieldNames()).contains(name);
  }

  private Column column(Dataset<Row> images, String name, DataType type) {
    if (!has(images, name) || !images.schema().apply(name).dataType().sameType(type)) {
      throw new IllegalArgumentException(
          ("the data set has the columns %s; expected path (string) and content (binary), as Spark's"
                  + " source binaryFile gives them, or path alone%s; select or rename them")
              .formatted(
                  images.schema().simpleString(),
                  category == null ? "" : ", and " + category + " (string)"));
    }
    // In quotes, for a name may have a dot.
    return images.col("`" + name.replace("`", "``") + "`");
  }
}
