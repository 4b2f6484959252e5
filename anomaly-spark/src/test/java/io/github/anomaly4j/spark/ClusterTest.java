package io.github.anomaly4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
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
}
