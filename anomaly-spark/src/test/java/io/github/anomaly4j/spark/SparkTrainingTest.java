package io.github.anomaly4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.config.Preset;
import io.github.anomaly4j.data.EmptyImageSetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With two executors that are processes of their own. */
class SparkTrainingTest {
  private static final StructType NAMED =
      new StructType().add("path", DataTypes.StringType).add("category", DataTypes.StringType);

  @TempDir private static Path folder;
  private static final List<Row> ROWS = new ArrayList<>();
  private static SparkSession spark;
  private static String expected;

  @BeforeAll
  static void start() throws IOException {
    for (int i = 0; i < 24; i++) {
      String category = i % 2 == 0 ? DrawnParts.DISC : DrawnParts.SHEET;
      Path file = folder.resolve(i + " part.png");
      ImageIO.write(DrawnParts.draw(category, i, false).toBufferedImage(), "png", file.toFile());
      ROWS.add(RowFactory.create("killing:" + file, category));
    }
    spark =
        Sessions.cluster(
            "local-cluster[2,1,1024]",
            folder,
            Map.of(
                "spark.executor.extraJavaOptions",
                "-XX:TieredStopAtLevel=1",
                "spark.hadoop.fs.killing.impl",
                KillingFiles.class.getName()));
    try (AnomalyDetector detector = AnomalySpark.training(settings()).shards(3).train(images())) {
      expected = detector.info().state();
      detector.save(model());
    }
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static Path model() {
    return folder.resolve("spark.anomaly");
  }

  private static AnomalyDetectorBuilder settings() {
    return AnomalyDetector.builder()
        .preset(Preset.FAST)
        .imageSize(64, 64)
        .memoryBankSize(150)
        .backboneBankSize(150);
  }

  private static Dataset<Row> images() {
    return spark.createDataFrame(ROWS, NAMED);
  }

  private static String trained(Dataset<Row> images) throws IOException {
    try (AnomalyDetector detector = AnomalySpark.training(settings()).shards(3).train(images)) {
      return detector.info().state();
    }
  }

  @Test
  void the_detector_is_the_same_to_the_bit_for_any_partitions_and_for_contents()
      throws IOException {
    assertThat(trained(images().orderBy(functions.rand(1)).repartition(7))).isEqualTo(expected);
    assertThat(trained(images().join(contents(), "path"))).isEqualTo(expected);
  }

  private static Dataset<Row> contents() {
    return Sessions.images(spark, folder)
        .select(
            functions.regexp_replace(functions.col("path"), "^file:/*", "killing:/").as("path"),
            functions.col("content"));
  }

  @Test
  void the_detector_is_the_same_to_the_bit_if_executors_are_killed_in_the_middle()
      throws IOException {
    Path kills = Files.createDirectory(folder.resolve("kills"));
    assertThat(trained(images())).isEqualTo(expected);
    for (int kill : KillingFiles.KILLS) {
      assertThat(kills.resolve(Integer.toString(kill))).exists();
    }
  }

  @Test
  void the_detector_finds_scratches_wherever_it_is_loaded() throws IOException {
    try (AnomalyDetector loaded = AnomalyDetector.load(model())) {
      for (String category : List.of(DrawnParts.DISC, DrawnParts.SHEET)) {
        for (int i = 100; i < 105; i++) {
          assertThat(loaded.detect(DrawnParts.draw(category, i, true)).score())
              .isGreaterThan(loaded.detect(DrawnParts.draw(category, i, false)).score());
        }
      }
    }
  }

  @Test
  void an_image_that_cannot_be_read_is_named_or_skipped() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.png"), "no image");
    Dataset<Row> some =
        images()
            .union(
                spark.createDataFrame(
                    List.of(RowFactory.create(broken.toString(), DrawnParts.DISC)), NAMED));
    assertThatThrownBy(() -> AnomalySpark.training(settings()).train(some))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(broken.toString());
    try (AnomalyDetector detector =
        AnomalySpark.training(settings().skipUnreadable()).train(some)) {
      assertThat(detector.info().provenance().skipped()).containsExactly(broken.toString());
    }
  }

  @Test
  void no_images_and_too_few_of_a_product_are_refused() throws IOException {
    assertThatThrownBy(() -> AnomalySpark.training(settings()).train(images().limit(0)))
        .isInstanceOf(EmptyImageSetException.class)
        .hasMessageContaining("no row");
    Path lid = Files.copy(folder.resolve(KillingFiles.FILE), folder.resolve("lid.png"));
    Dataset<Row> one =
        spark.createDataFrame(List.of(RowFactory.create(lid.toString(), "lid")), NAMED);
    assertThatThrownBy(() -> AnomalySpark.training(settings()).train(images().union(one)))
        .isInstanceOf(EmptyImageSetException.class)
        .hasMessageContaining("category lid has 1 normal training images");
    assertThatThrownBy(() -> AnomalySpark.training(settings()).train(images().drop("category")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("category");
  }

  @Test
  void one_broken_image_of_a_thousand_is_named_by_one_error() throws IOException {
    byte[] whole = Files.readAllBytes(folder.resolve(KillingFiles.FILE));
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      byte[] content = i == 567 ? Arrays.copyOf(whole, whole.length / 2) : whole;
      rows.add(RowFactory.create(i + ".png", DrawnParts.DISC, content));
    }
    Dataset<Row> thousand = spark.createDataFrame(rows, NAMED.add("content", DataTypes.BinaryType));
    assertThatThrownBy(() -> AnomalySpark.training(settings()).train(thousand))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("567.png: ")
        .hasMessageContaining("expected");
  }

  @Test
  void rows_that_have_no_content_or_the_path_of_another_are_refused() {
    Dataset<Row> without =
        images()
            .join(contents(), "path")
            .withColumn(
                "content",
                functions.expr("if(path like '%/" + KillingFiles.FILE + "', null, content)"));
    assertThatThrownBy(() -> AnomalySpark.training(settings()).train(without))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(KillingFiles.FILE)
        .hasMessageContaining("its content is null");
    assertThatThrownBy(() -> AnomalySpark.training(settings()).train(images().union(images())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("part.png is in two rows");
  }
}
