package io.github.anomaly4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With two executors that are processes of their own; a task has two processors. */
class ClusterTest {
  @TempDir private static Path folder;
  private static Path model;
  private static SparkSession spark;
  private static Map<String, String> expected;

  @BeforeAll
  static void start() throws Exception {
    List<Path> files = DrawnParts.write(folder.resolve("images"), 0, 24);
    model = DrawnParts.model(folder);
    expected = Sessions.expected(model, files);
    spark =
        Sessions.cluster(
            "local-cluster[2,2,1024]",
            folder,
            Map.of(
                "spark.task.cpus",
                "2",
                // Executors live for seconds.
                "spark.executor.extraJavaOptions",
                "-XX:TieredStopAtLevel=1"));
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void scores_are_the_librarys_to_the_bit_for_any_number_of_partitions() throws Exception {
    for (int partitions : new int[] {1, 2, 7}) {
      Dataset<Row> images =
          Sessions.images(spark, folder.resolve("images")).repartition(partitions);
      assertThat(Sessions.exactly(AnomalySpark.score(images, model.toUri().toString())))
          .isEqualTo(expected);
    }
  }

  @Test
  void scores_are_the_same_if_an_executor_is_killed_in_the_middle() throws Exception {
    Path killed = folder.resolve("killed");
    Dataset<Row> scored =
        AnomalySpark.score(
                Sessions.images(spark, folder.resolve("images")).repartition(4),
                model.toUri().toString())
            .mapPartitions(new KillOnce(killed.toString(), 3), Encoders.row(ScoreRow.SCHEMA));
    assertThat(Sessions.exactly(scored)).isEqualTo(expected);
    assertThat(killed).exists();
  }

  @Test
  void one_broken_image_of_a_thousand_is_the_only_row_with_an_error() throws Exception {
    byte[] whole;
    try (var list = Files.list(folder.resolve("images"))) {
      whole = Files.readAllBytes(list.findFirst().orElseThrow());
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      rows.add(
          RowFactory.create(i + ".png", i == 567 ? Arrays.copyOf(whole, whole.length / 2) : whole));
    }
    StructType named =
        new StructType().add("path", DataTypes.StringType).add("content", DataTypes.BinaryType);
    Dataset<Row> thousand = spark.createDataFrame(rows, named).repartition(4);
    List<Row> scored = AnomalySpark.score(thousand, model.toString()).collectAsList();
    assertThat(scored.stream().filter(row -> row.getAs("error") != null))
        .singleElement()
        .satisfies(row -> assertThat(row.<String>getAs("error")).startsWith("567.png: "));
    assertThat(scored.stream().map(row -> row.getAs("score")).filter(Objects::nonNull))
        .hasSize(999);
    assertThat(scored.stream().map(row -> row.getAs("score")).distinct()).hasSize(2);
  }

  @Test
  void a_model_that_executors_cannot_read_ends_the_job_with_an_error_that_names_it()
      throws Exception {
    Path gone = Files.copy(model, folder.resolve("gone.anomaly"));
    // In a way in which no other test has loaded it.
    Dataset<Row> scored =
        AnomalySpark.scoring(gone.toString())
            .largeMemoryBanks()
            .score(Sessions.images(spark, folder.resolve("images")));
    Files.delete(gone);
    assertThatThrownBy(scored::collectAsList)
        .hasMessageContaining("gone.anomaly cannot be read")
        .hasMessageContaining("the driver and every executor");
  }
}
