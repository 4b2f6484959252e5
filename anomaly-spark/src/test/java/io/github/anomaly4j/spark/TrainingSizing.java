package io.github.anomaly4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.ImageDetector.Result;
import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.config.Preset;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.metric.Auroc;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures the training of docs/spark.md on real images, with two executors of one core each. Not
 * among the tests, for its name does not end in "Test":
 *
 * <pre>{@code
 * mvn -pl anomaly-spark -am -Dtest=TrainingSizing -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Danomaly.data=DIR test
 * }</pre>
 *
 * <p>{@code -Danomaly.preset=FAST} trains with another preset than the default one, {@code
 * -Danomaly.most=N} on at most N normal images of a product, {@code -Danomaly.seed=N} with another
 * seed, and {@code -Danomaly.driver=N} sets how many bytes the driver may hold. {@code
 * -Danomaly.reference=FILE} names what {@code anomaly evaluate} wrote of a detector of the same
 * images and settings (evaluation.json); without it, one is trained here.
 */
class TrainingSizing {
  /** Where detectors differ: the others are found nearly without an error. */
  private static final Set<String> HARD =
      Set.of("magnetic_tile", "screw", "solar_mono", "solar_poly");

  private static final StructType NAMED =
      new StructType().add("path", DataTypes.StringType).add("category", DataTypes.StringType);

  @TempDir private static Path folder;

  private static AnomalyDetectorBuilder settings() {
    return AnomalyDetector.builder()
        .preset(Preset.valueOf(System.getProperty("anomaly.preset", "BALANCED")))
        .seed(Long.getLong("anomaly.seed", 42))
        .threads(2)
        .skipUnreadable();
  }

  @Test
  void a_detector_of_a_cluster_beside_one_of_one_process() throws Exception {
    String data = System.getProperty("anomaly.data");
    assumeTrue(data != null, "-Danomaly.data=DIR names real images");
    ImageSet set = ImageSet.folder(Path.of(data).toAbsolutePath());
    int most = Integer.getInteger("anomaly.most", Integer.MAX_VALUE);
    List<ImageEntry> normal = new ArrayList<>();
    List<Row> rows = new ArrayList<>();
    for (String category : set.categories()) {
      for (ImageEntry entry :
          set.training().category(category).entries().stream().limit(most).toList()) {
        normal.add(entry);
        rows.add(RowFactory.create(entry.file().toString(), category));
      }
    }
    Path of = folder.resolve("cluster.anomaly");
    Optional<SortedMap<String, Double>> known;
    SparkSession spark =
        Sessions.cluster("local-cluster[2,1,2048]", folder, Map.of("spark.executor.memory", "2g"));
    try {
      known =
          Optional.ofNullable(System.getProperty("anomaly.reference"))
              .map(file -> reference(spark, file, set));
      Dataset<Row> images = spark.createDataFrame(rows, NAMED).repartition(7);
      long bytes = Long.getLong("anomaly.driver", 1_000_000_000L);
      AtomicLong live = new AtomicLong();
      System.gc();
      long before = used();
      Thread watch = new Thread(() -> watch(live));
      watch.start();
      Traffic traffic = new Traffic();
      spark.sparkContext().addSparkListener(traffic);
      long began = System.nanoTime();
      try (AnomalyDetector detector =
          AnomalySpark.training(settings()).driverMemory(bytes).train(images)) {
        watch.interrupt();
        watch.join();
        System.out.printf(
            "%d images of %d products on Spark: %.0f s; live in the driver at most %.0f MB more"
                + " than before; it may hold %.0f MB%n",
            rows.size(),
            set.categories().size(),
            (System.nanoTime() - began) / 1e9,
            (live.get() - before) / 1e6,
            bytes / 1e6);
        assertThat(live.get() - before).isLessThan(bytes);
        detector.save(of);
        traffic.print();
        Traffic.printMemory(spark);
      }
    } finally {
      spark.stop();
    }
    try (AnomalyDetector many = AnomalyDetector.load(of)) {
      compare(known.isPresent() ? known.get() : alone(set, normal), aurocs(many, set));
    }
  }

  private static SortedMap<String, Double> alone(ImageSet set, List<ImageEntry> normal)
      throws IOException {
    long began = System.nanoTime();
    try (AnomalyDetector one = settings().train(ImageSet.of(normal))) {
      System.out.printf("in one process: %.0f s%n", (System.nanoTime() - began) / 1e9);
      return aurocs(one, set);
    }
  }

  private static SortedMap<String, Double> reference(
      SparkSession spark, String file, ImageSet set) {
    Dataset<Row> read = spark.read().option("multiLine", true).json(file);
    SortedMap<String, Double> aurocs = new TreeMap<>();
    for (String category : set.categories()) {
      aurocs.put(
          category, read.select("categories." + category + ".imageAuroc").head().getDouble(0));
    }
    return aurocs;
  }

  private static void compare(Map<String, Double> one, Map<String, Double> many) {
    one.forEach(
        (category, auroc) ->
            System.out.printf(
                "%-16s image AUROC %.4f in one process, %.4f on Spark%n",
                category, auroc, many.get(category)));
    double mean = mean(many, many.keySet()) - mean(one, one.keySet());
    double hard = mean(many, HARD) - mean(one, HARD);
    System.out.printf(
        "mean %.4f and %.4f (%+.4f); hard %.4f and %.4f (%+.4f)%n",
        mean(one, one.keySet()),
        mean(many, many.keySet()),
        mean,
        mean(one, HARD),
        mean(many, HARD),
        hard);
  }

  private static double mean(Map<String, Double> aurocs, Set<String> of) {
    return aurocs.entrySet().stream()
        .filter(own -> of.contains(own.getKey()))
        .mapToDouble(Map.Entry::getValue)
        .average()
        .orElse(Double.NaN);
  }

  /** By product, of the test images, whose products the detector finds. */
  private static SortedMap<String, Double> aurocs(AnomalyDetector detector, ImageSet set) {
    SortedMap<String, Double> aurocs = new TreeMap<>();
    for (String category : set.categories()) {
      List<ImageEntry> tested = set.test().category(category).entries();
      List<Double> scores = new ArrayList<>();
      List<Boolean> anomalous = new ArrayList<>();
      try (Workers workers = Workers.of(2);
          Stream<Result<Path>> results =
              detector.detectAll(tested.stream().map(ImageEntry::file), workers)) {
        results.forEach(
            result -> {
              boolean defective = tested.get(anomalous.size()).anomalous();
              anomalous.add(defective);
              // One that cannot be read has no score.
              scores.add(result.detection().map(found -> found.score()).orElse(Double.NaN));
            });
      }
      List<Integer> read = new ArrayList<>();
      for (int i = 0; i < scores.size(); i++) {
        if (!scores.get(i).isNaN()) {
          read.add(i);
        }
      }
      double[] own = read.stream().mapToDouble(scores::get).toArray();
      boolean[] bad = new boolean[own.length];
      for (int i = 0; i < bad.length; i++) {
        bad[i] = anomalous.get(read.get(i));
      }
      aurocs.put(category, Auroc.of(own, bad));
    }
    return aurocs;
  }

  private static long used() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** What is in use just after a collection; the most of it. */
  private static void watch(AtomicLong most) {
    try {
      while (true) {
        System.gc();
        most.accumulateAndGet(used(), Math::max);
        Thread.sleep(500);
      }
    } catch (InterruptedException e) {
      // The training has ended.
    }
  }
}
