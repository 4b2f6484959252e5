package io.github.anomaly4j.spark;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Detection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Spark in this process, with its own executors or those of a cluster on this machine. */
final class Sessions {
  private Sessions() {}

  static SparkSession start(String master, Path folder, Map<String, String> settings) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master(master)
            .appName("anomaly-spark")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "3")
            .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toUri().toString());
    settings.forEach(builder::config);
    return builder.getOrCreate();
  }

  /** Spark with executors that are processes of their own, with the classes of this one. */
  static SparkSession cluster(String master, Path folder, Map<String, String> settings)
      throws IOException {
    // Executors are begun from there; Spark's own jars are in the class path already.
    Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
    Map<String, String> all = new TreeMap<>(settings);
    all.put(
        "spark.executor.extraClassPath",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    return start(master, folder, all);
  }

  /** What the library itself says of each file, as {@link #exactly} has it. */
  static Map<String, String> expected(Path model, List<Path> files) throws IOException {
    Map<String, String> expected = new TreeMap<>();
    try (AnomalyDetector detector = AnomalyDetector.load(model)) {
      for (Path file : files) {
        Detection found = detector.detect(file);
        expected.put(
            file.toAbsolutePath().toString(),
            "%s %s %s %s %s %s %s"
                .formatted(
                    found.category(),
                    found.recognized(),
                    Double.toHexString(found.score()),
                    Double.toHexString(found.pValue().value()),
                    Double.toHexString(found.threshold()),
                    found.anomalous(),
                    found.regions().size()));
      }
    }
    return expected;
  }

  /** Every column that says something of the image, by its file. */
  static Map<String, String> exactly(Dataset<Row> scored) {
    Map<String, String> exactly = new TreeMap<>();
    for (Row row : scored.collectAsList()) {
      String path = row.getAs("path");
      String before =
          exactly.put(
              path.replaceFirst("^file:/*", "/"),
              row.getAs("error") != null
                  ? row.getAs("error")
                  : "%s %s %s %s %s %s %s"
                      .formatted(
                          row.<String>getAs("category"),
                          row.<Boolean>getAs("recognized"),
                          Double.toHexString(row.<Double>getAs("score")),
                          Double.toHexString(row.<Double>getAs("p_value")),
                          Double.toHexString(row.<Double>getAs("threshold")),
                          row.<Boolean>getAs("anomalous"),
                          row.getList(row.fieldIndex("regions")).size()));
      if (before != null) {
        throw new AssertionError(path + " was scored twice");
      }
    }
    return exactly;
  }

  static Dataset<Row> images(SparkSession spark, Path folder) {
    return spark.read().format("binaryFile").load(folder.toUri().toString());
  }
}
