package io.github.anomaly4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
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

/** With three attempts of a task. */
class AttemptTest {
  @TempDir private static Path folder;
  private static Path model;
  private static Path part;
  private static SparkSession spark;

  @BeforeAll
  static void start() throws IOException {
    part = DrawnParts.write(folder.resolve("images"), 0, 1).get(0);
    model = DrawnParts.model(folder);
    spark = Sessions.start("local[2,3]", folder, Map.of());
    // Not in Hadoop's configuration: a setting of the session reaches the tasks.
    spark.conf().set("fs.flaky.impl", FlakyFiles.class.getName());
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static Dataset<Row> score(String name) throws IOException {
    String path = "flaky://" + folder.resolve(name).toAbsolutePath();
    return AnomalySpark.score(
        spark.createDataset(List.of(path), Encoders.STRING()).toDF("path"), model.toString());
  }

  private static String error(String name) throws IOException {
    return score(name).head().getAs("error");
  }

  @Test
  void trouble_of_the_storage_that_passes_is_no_error() throws Exception {
    Files.copy(part, folder.resolve("twice.png"));
    assertThat(error("twice.png")).isNull();
    assertThat(FlakyFiles.opened("twice.png")).isEqualTo(3);
  }

  @Test
  void trouble_that_stays_is_an_error_of_the_last_attempt() throws Exception {
    assertThat(error("slow.png")).contains("no answer");
    assertThat(FlakyFiles.opened("slow.png")).isEqualTo(3);
    assertThat(error("memory.png")).contains("OutOfMemoryError");
    assertThat(FlakyFiles.opened("memory.png")).isEqualTo(3);
  }

  @Test
  void a_missing_or_broken_image_is_an_error_at_once() throws Exception {
    assertThat(error("none.png")).contains("none.png");
    assertThat(FlakyFiles.opened("none.png")).isEqualTo(1);
    Files.writeString(folder.resolve("text.png"), "no image");
    assertThat(error("text.png")).contains("text.png").contains("expected");
    assertThat(FlakyFiles.opened("text.png")).isEqualTo(1);
  }

  @Test
  void an_interrupt_says_nothing_about_an_image() throws Exception {
    Dataset<Row> interrupted = score("interrupted.png");
    assertThatThrownBy(interrupted::collectAsList).hasStackTraceContaining("is ending");
  }

  @Test
  void a_function_of_sql_tries_again_too() throws Exception {
    AnomalySpark.scoring(model.toString()).register(spark, "anomaly");
    String path = "flaky://" + folder.resolve("slow in SQL.png").toAbsolutePath();
    Dataset<Row> slow = spark.createDataset(List.of(path), Encoders.STRING()).toDF("path");
    slow.repartition(1).createTempView("slow");
    Row row = spark.sql("SELECT anomaly(path).error FROM slow").head();
    assertThat(row.getString(0)).contains("no answer");
    assertThat(FlakyFiles.opened("slow in SQL.png")).isEqualTo(3);

    // So small a table is scored on the driver, where nothing is tried again.
    row = slow.selectExpr("anomaly(path).error").head();
    assertThat(row.getString(0)).contains("no answer");
    assertThat(FlakyFiles.opened("slow in SQL.png")).isEqualTo(4);
  }

  @Test
  void how_many_attempts_there_are_depends_on_the_master() {
    for (String one : List.of("local", "local[2]", "local[*]")) {
      assertThat(Attempt.most(one, 4)).isEqualTo(1);
    }
    assertThat(Attempt.most("local[2,3]", 4)).isEqualTo(3);
    assertThat(Attempt.most("local[*, 5]", 4)).isEqualTo(5);
    for (String cluster : List.of("yarn", "k8s://h:1", "local-cluster[2,2,1024]")) {
      assertThat(Attempt.most(cluster, 4)).isEqualTo(4);
    }
  }
}
