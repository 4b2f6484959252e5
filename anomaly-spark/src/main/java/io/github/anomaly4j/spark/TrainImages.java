package io.github.anomaly4j.spark;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.config.Preset;
import io.github.anomaly4j.data.EmptyImageSetException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The program for {@code spark-submit} that trains a detector on the normal images of several
 * products, and saves it.
 *
 * <pre>{@code
 * spark-submit --class io.github.anomaly4j.spark.TrainImages anomaly-spark-submit.jar \
 *     hdfs:///normal hdfs:///models/parts.anomaly balanced
 * }</pre>
 *
 * <p>The folder has a folder for each product: its images are normal; or, as in MVTec AD, those in
 * its folder {@code train/good} are. In place of a folder there may be a table of Parquet with the
 * columns {@code path} and {@code category}.
 */
public final class TrainImages {
  private static final String USAGE =
      "expected IMAGES MODEL, or IMAGES MODEL PRESET (fast, balanced, thorough); was given ";

  private static final Pattern IMAGE =
      Pattern.compile(".*\\.(png|jpe?g|bmp|gif|tiff?)", Pattern.CASE_INSENSITIVE);

  private static final Pattern NORMAL = Pattern.compile("([^/]+)/train/good/[^/]+");
  private static final Pattern FLAT = Pattern.compile("([^/]+)/[^/]+");

  private static final StructType LISTED =
      new StructType()
          .add(ScoreRow.PATH, DataTypes.StringType)
          .add(SparkTraining.CATEGORY, DataTypes.StringType);

  private TrainImages() {}

  /**
   * Runs it.
   *
   * @throws IOException if there are no normal images of a product, an image cannot be read, or the
   *     model cannot be written
   */
  public static void main(String[] args) throws IOException {
    List<String> given = Arrays.asList(args);
    if (given.size() != 2 && given.size() != 3) {
      throw new IllegalArgumentException(USAGE + given);
    }
    Preset preset = given.size() == 2 ? Preset.BALANCED : preset(given);
    SparkSession spark = SparkSession.builder().appName("anomaly4j").getOrCreate();
    try {
      train(spark, given.get(0), given.get(1), AnomalyDetector.builder().preset(preset));
    } finally {
      spark.stop();
    }
  }

  private static Preset preset(List<String> given) {
    return Arrays.stream(Preset.values())
        .filter(preset -> preset.name().equals(given.get(2).toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(USAGE + given));
  }

  static void train(
      SparkSession spark, String images, String model, AnomalyDetectorBuilder settings)
      throws IOException {
    Dataset<Row> listed =
        images.endsWith(".parquet") ? spark.read().parquet(images) : list(spark, images);
    try (AnomalyDetector detector = AnomalySpark.training(settings).train(listed)) {
      save(spark, detector, model);
      detector.info().provenance().warnings().forEach(text -> System.out.println("note: " + text));
      System.out.printf(
          "%s: %d products, SHA-256 of its state %s%n",
          model, detector.categories().size(), detector.info().state());
    }
  }

  /** Under another name first, so that nobody reads half a model. */
  private static void save(SparkSession spark, AnomalyDetector detector, String model)
      throws IOException {
    Path file = new Path(model);
    Path part = new Path(model + ".part");
    FileSystem files = file.getFileSystem(spark.sparkContext().hadoopConfiguration());
    try (OutputStream out = files.create(part, true)) {
      detector.save(out);
    }
    files.delete(file, false);
    if (!files.rename(part, file)) {
      throw new IOException(
          "the model was written to %s and could not be renamed to %s: rename it"
              .formatted(part, file));
    }
  }

  /** The normal images below a folder and their products. */
  static Dataset<Row> list(SparkSession spark, String folder) throws IOException {
    List<String> paths = ScoreImages.files(spark, folder);
    String root = root(spark, folder);
    List<String> inside =
        paths.stream()
            .filter(path -> IMAGE.matcher(path).matches())
            .map(path -> path.substring(root.length()))
            .toList();
    boolean split = inside.stream().anyMatch(path -> NORMAL.matcher(path).matches());
    SortedMap<String, Integer> counts = new TreeMap<>();
    List<Row> rows = new ArrayList<>();
    for (String path : inside) {
      Matcher normal = (split ? NORMAL : FLAT).matcher(path);
      counts.merge(
          path.substring(0, path.indexOf('/') + 1), normal.matches() ? 1 : 0, Integer::sum);
      if (normal.matches()) {
        rows.add(RowFactory.create(root + path, normal.group(1)));
      }
    }
    String without =
        counts.entrySet().stream()
            .filter(count -> count.getValue() == 0)
            .map(count -> count.getKey().isEmpty() ? "itself" : count.getKey())
            .collect(Collectors.joining(", "));
    if (rows.isEmpty() || !without.isEmpty()) {
      throw new EmptyImageSetException(
          "%s has images, but none that are normal, in %s; expected PRODUCT/%s: put normal images there, or take the folder out"
              .formatted(
                  folder,
                  without.isEmpty() ? "no folder" : without,
                  split ? "train/good/*.png" : "*.png"));
    }
    return spark.createDataFrame(rows, LISTED);
  }

  private static String root(SparkSession spark, String folder) throws IOException {
    Path path = new Path(folder);
    FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
    return files.makeQualified(path) + "/";
  }
}
