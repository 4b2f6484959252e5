package io.github.anomaly4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreImagesTest {
  @TempDir private static Path folder;
  private static Path model;
  private static SparkSession spark;

  @BeforeAll
  static void start() throws IOException {
    model = DrawnParts.model(folder);
    // Spark's own reader fails a task for a larger file, if it reads the content.
    spark =
        Sessions.start(
            "local[2]", folder, Map.of("spark.sql.sources.binaryFile.maxLength", "1000"));
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void every_file_of_a_folder_has_a_row_even_if_it_is_empty_or_large() throws Exception {
    Path batch = folder.resolve("batch");
    List<Path> files = DrawnParts.write(batch, 0, 3);
    files.addAll(DrawnParts.write(batch.resolve("line=1"), 3, 5));
    Map<String, String> expected = Sessions.expected(model, files);
    assertThat(files).allMatch(file -> file.toFile().length() > 1000);
    Path empty = Files.createFile(batch.resolve("empty%20.png"));
    String table = folder.resolve("scores").toString();
    ScoreImages.score(spark, model.toString(), batch.toString(), table);
    Map<String, String> scored = Sessions.exactly(spark.read().parquet(table));
    assertThat(scored.remove(empty.toString())).contains("empty");
    assertThat(scored).isEqualTo(expected);
  }

  @Test
  void a_file_that_is_gone_before_it_is_read_is_an_error() throws Exception {
    Path gone = folder.resolve("gone");
    List<Path> files = DrawnParts.write(gone, 0, 2);
    Dataset<Row> scored =
        AnomalySpark.score(ScoreImages.list(spark, gone.toString()), model.toString());
    Files.delete(files.get(0));
    assertThat(scored.where("error is not null").collectAsList())
        .singleElement()
        .satisfies(row -> assertThat(row.<String>getAs("error")).contains("part 0.png"));
    assertThat(scored.count()).isEqualTo(2);
  }

  @Test
  void a_folder_without_files_is_refused() throws Exception {
    Path none = Files.createDirectories(folder.resolve("none"));
    assertThatThrownBy(
            () -> ScoreImages.score(spark, model.toString(), none.toString(), folder + "/t"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none holds no file");
  }

  @Test
  void a_watched_folder_may_have_folders_like_partitions_and_old_files() throws Exception {
    Path watched = folder.resolve("watched");
    List<Path> files = new ArrayList<>(DrawnParts.write(watched.resolve("line=1"), 0, 2));
    List<String> given =
        List.of(
            model.toString(),
            watched.toString(),
            folder.resolve("table").toString(),
            folder.resolve("checkpoint").toString());
    StreamingQuery query = ScoreImages.watch(spark, given);
    query.processAllAvailable();
    for (Path old : DrawnParts.write(folder.resolve("old"), 2, 4)) {
      Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(10))));
      files.add(Files.move(old, watched.resolve(old.getFileName())));
    }
    query.processAllAvailable();
    query.stop();
    assertThat(Sessions.exactly(spark.read().parquet(folder.resolve("table").toString())))
        .isEqualTo(Sessions.expected(model, files));
  }
}
