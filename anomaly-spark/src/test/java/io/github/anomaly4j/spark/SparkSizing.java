package io.github.anomaly4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.ImageDetector.Result;
import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.config.Preset;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures the figures of docs/spark.md, with two executors of one core each. Not among the tests,
 * for its name does not end in "Test":
 *
 * <pre>{@code
 * mvn -pl anomaly-spark -am -Dtest=SparkSizing -Dsurefire.failIfNoSpecifiedTests=false test
 * }</pre>
 *
 * <p>{@code -Danomaly.data=DIR} names real images in the layout of MVTec AD; without, those are
 * skipped. {@code -Danomaly.images=N} sets the number of drawn images.
 */
class SparkSizing {
  private static final int COUNT = Integer.getInteger("anomaly.large", 200);
  private static final int IMAGES = Integer.getInteger("anomaly.images", 10_000);
  private static final StructType DRAWN =
      new StructType().add("path", DataTypes.StringType).add("content", DataTypes.BinaryType);

  @TempDir private static Path folder;
  private static Path small;
  private static SparkSession spark;

  @BeforeAll
  static void start() throws IOException {
    small = DrawnParts.model(folder);
    spark = Sessions.cluster("local-cluster[2,1,2048]", folder, Map.of());
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  /** Images are drawn where they are scored, so that no file is read. */
  private static Dataset<Row> drawn(int count, int partitions) {
    return spark
        .range(0, count, 1, partitions)
        .map((MapFunction<Long, Row>) SparkSizing::draw, Encoders.row(DRAWN));
  }

  private static Row draw(long number) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    String category = number % 2 == 0 ? DrawnParts.DISC : DrawnParts.SHEET;
    ImageIO.write(DrawnParts.draw(category, number, false).toBufferedImage(), "png", png);
    return RowFactory.create(number + ".png", png.toByteArray());
  }

  @Test
  void throughput_of_the_default_detector_beside_that_of_one_process() throws Exception {
    Path model = folder.resolve("default.anomaly");
    List<ImageEntry> normal = new ArrayList<>();
    Path parts = Files.createDirectories(folder.resolve("normal"));
    for (int i = 0; i < 32; i++) {
      String category = i % 2 == 0 ? DrawnParts.DISC : DrawnParts.SHEET;
      Path file = parts.resolve(i + ".png");
      ImageIO.write(
          DrawnParts.draw(category, i, false).resize(512, 512).toBufferedImage(),
          "png",
          file.toFile());
      normal.add(ImageEntry.normal(file, category));
    }
    try (AnomalyDetector detector =
        AnomalyDetector.builder().preset(Preset.FAST).train(ImageSet.of(normal))) {
      detector.save(model);
    }
    Path images = Files.createDirectories(folder.resolve("large"));
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      files.add(Files.copy(normal.get(i % 32).file(), images.resolve(i + ".png")));
    }
    double process = 0;
    double cluster = 0;
    Traffic traffic = new Traffic();
    spark.sparkContext().addSparkListener(traffic);
    double before = 0;
    try (AnomalyDetector detector = AnomalyDetector.load(model);
        Workers workers = Workers.of(2)) {
      Dataset<Row> scored =
          AnomalySpark.score(Sessions.images(spark, images).repartition(8), model.toString());
      // In turn, since the speed of a machine may change; the first round warms both up.
      for (int round = 0; round < 4; round++) {
        long began = System.nanoTime();
        try (Stream<Result<Path>> results = detector.detectAll(files.stream(), workers)) {
          assertThat(results.filter(result -> result.detection().isPresent())).hasSize(COUNT);
        }
        long between = System.nanoTime();
        assertThat(scored.where("error is null").select("score").collectAsList()).hasSize(COUNT);
        long ended = System.nanoTime();
        double one = COUNT * 1e9 / (between - began) / 2;
        double two = COUNT * 1e9 / (ended - between) / 2;
        System.out.printf(
            "round %d: detectAll %.2f, Spark %.2f images a second and core (%.0f %%)%n",
            round, one, two, 100 * two / one);
        before = round == 0 ? traffic.seconds() : before;
        process += round == 0 ? 0 : one / 3;
        cluster += round == 0 ? 0 : two / 3;
      }
    }
    System.out.printf(
        "mean of 3: detectAll %.2f, Spark %.2f images a second and core (%.0f %%)%n",
        process, cluster, 100 * cluster / process);
    System.out.printf(
        "%.3f s of processor time for each image on Spark%n",
        (traffic.seconds() - before) / 3 / COUNT);
    traffic.print();
    Traffic.printMemory(spark);
  }

  @Test
  void memory_of_the_driver() throws Exception {
    Traffic traffic = new Traffic();
    spark.sparkContext().addSparkListener(traffic);
    for (int count : new int[] {IMAGES / 10, IMAGES, IMAGES / 10, IMAGES}) {
      AtomicLong most = new AtomicLong();
      Thread watch = new Thread(() -> watch(most));
      watch.start();
      long began = System.nanoTime();
      AnomalySpark.score(drawn(count, 20), small.toString())
          .write()
          .mode(SaveMode.Overwrite)
          .parquet(folder.resolve("drawn").toString());
      watch.interrupt();
      watch.join();
      System.out.printf(
          "%d drawn images in 20 tasks: %.1f MB live in the driver at most, %.1f s%n",
          count, most.get() / 1e6, (System.nanoTime() - began) / 1e9);
      assertThat(spark.read().parquet(folder.resolve("drawn").toString()).count()).isEqualTo(count);
      System.out.printf("%.1f bytes of table for each image%n", size("drawn") / (double) count);
    }
    traffic.print();
    Traffic.printMemory(spark);
  }

  private static long size(String table) throws IOException {
    long size = 0;
    try (var files = Files.list(folder.resolve(table))) {
      for (Path file : files.toList()) {
        size += Files.size(file);
      }
    }
    return size;
  }

  /** What is in use just after a collection; the most of it. */
  private static void watch(AtomicLong most) {
    Runtime runtime = Runtime.getRuntime();
    try {
      while (true) {
        System.gc();
        most.accumulateAndGet(runtime.totalMemory() - runtime.freeMemory(), Math::max);
        Thread.sleep(500);
      }
    } catch (InterruptedException e) {
      // The job has ended.
    }
  }

  @Test
  void a_stream_with_a_restart_in_the_middle() throws Exception {
    Path watched = Files.createDirectories(folder.resolve("watched"));
    for (int i = 0; i < IMAGES; i++) {
      Files.write(watched.resolve(i + ".png"), (byte[]) draw(i).get(1));
    }
    long began = System.nanoTime();
    StreamingQuery first = stream(watched);
    while (first.lastProgress() == null || first.lastProgress().batchId() < 4) {
      Thread.sleep(50);
    }
    first.stop();
    Path table = folder.resolve("table");
    long before = spark.read().parquet(table.toString()).count();
    StreamingQuery second = stream(watched);
    second.processAllAvailable();
    second.stop();
    Dataset<Row> scored = spark.read().parquet(table.toString());
    System.out.printf(
        "%d images in a stream, restarted after %d: %d rows, %d different, %d errors, %.1f s%n",
        IMAGES,
        before,
        scored.count(),
        scored.select("path").distinct().count(),
        scored.where("error is not null").count(),
        (System.nanoTime() - began) / 1e9);
    assertThat(scored.count()).isEqualTo(IMAGES);
    assertThat(scored.select("path").distinct().count()).isEqualTo(IMAGES);
  }

  private StreamingQuery stream(Path watched) throws Exception {
    Dataset<Row> arriving =
        spark
            .readStream()
            .format("binaryFile")
            .schema(Sessions.images(spark, watched).schema())
            .option("maxFilesPerTrigger", Integer.toString(IMAGES / 10))
            .load(watched.toUri().toString());
    return AnomalySpark.score(arriving, small.toString())
        .writeStream()
        .format("parquet")
        .option("checkpointLocation", folder.resolve("checkpoint").toString())
        .start(folder.resolve("table").toString());
  }

  @Test
  void real_images_score_as_in_one_process() throws Exception {
    String data = System.getProperty("anomaly.data");
    assumeTrue(data != null, "-Danomaly.data=DIR names real images");
    ImageSet set = ImageSet.folder(Path.of(data));
    List<ImageEntry> some = new ArrayList<>();
    List<Path> tested = new ArrayList<>();
    for (String category : set.categories()) {
      some.addAll(set.training().category(category).entries().subList(0, 8));
      List<ImageEntry> test = set.test().category(category).entries();
      for (int i = 0; i < test.size(); i += Math.max(1, test.size() / 8)) {
        tested.add(test.get(i).file().toAbsolutePath());
      }
    }
    Path model = folder.resolve("real.anomaly");
    try (AnomalyDetector detector =
        AnomalyDetector.builder()
            .preset(Preset.FAST)
            .threads(2)
            .skipUnreadable()
            .train(ImageSet.of(some))) {
      detector.save(model);
    }
    Map<String, String> expected = Sessions.expected(model, tested);
    Dataset<Row> images =
        spark
            .createDataset(tested.stream().map(Path::toString).toList(), Encoders.STRING())
            .toDF("path");
    for (int partitions : new int[] {1, 2, 7}) {
      assertThat(
              Sessions.exactly(
                  AnomalySpark.score(images.repartition(partitions), model.toString())))
          .isEqualTo(expected);
      System.out.printf(
          "%d real images of %d products in %d partitions: equal to the bit%n",
          tested.size(), set.categories().size(), partitions);
    }
    assertThat(
            Sessions.exactly(
                AnomalySpark.score(
                        images.orderBy(functions.rand(3)).repartition(6), model.toString())
                    .mapPartitions(
                        new KillOnce(folder.resolve("killed").toString(), 20),
                        Encoders.row(ScoreRow.SCHEMA))))
        .isEqualTo(expected);
    System.out.println("shuffled, and with an executor killed at its 20th image: equal to the bit");
  }
}
