package io.github.anomaly4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnomalySparkTest {
  @TempDir private static Path folder;
  private static Path images;
  private static Path model;
  private static SparkSession spark;
  private static Map<String, String> expected;

  @BeforeAll
  static void start() throws IOException {
    images = folder.resolve("images");
    List<Path> files = DrawnParts.write(images, 0, 24);
    model = DrawnParts.model(folder);
    expected = Sessions.expected(model, files);
    spark = Sessions.start("local[2]", folder, Map.of());
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static Dataset<Row> images() {
    return Sessions.images(spark, images);
  }

  @Test
  void scores_are_the_librarys_to_the_bit_in_any_order_and_number_of_partitions() throws Exception {
    for (int partitions : new int[] {1, 2, 7}) {
      Dataset<Row> scored =
          AnomalySpark.score(images().repartition(partitions), model.toUri().toString());
      assertThat(Sessions.exactly(scored)).isEqualTo(expected);
    }
    Dataset<Row> shuffled = images().orderBy(functions.rand(5));
    assertThat(Sessions.exactly(AnomalySpark.score(shuffled, model.toUri().toString())))
        .isEqualTo(expected);
  }

  @Test
  void a_column_of_paths_is_enough() throws Exception {
    Dataset<Row> paths = images().select("path");
    assertThat(Sessions.exactly(AnomalySpark.score(paths, model.toUri().toString())))
        .isEqualTo(expected);
    Dataset<Row> encoded = images().select(functions.input_file_name().as("path"));
    assertThat(encoded.head().getString(0)).contains("%20");
    assertThat(Sessions.exactly(AnomalySpark.score(encoded, model.toString())).values())
        .containsExactlyInAnyOrderElementsOf(expected.values());
  }

  @Test
  void a_model_is_loaded_once_for_all_tasks_of_a_process() throws Exception {
    int before = LoadedModels.loads();
    Path copy = Files.copy(model, folder.resolve("copy.anomaly"));
    for (Path file : List.of(model, copy)) {
      // In a way in which no other test has loaded it.
      AnomalySpark.scoring(file.toString())
          .largeMemoryBanks()
          .score(images().repartition(8))
          .collectAsList();
    }
    assertThat(LoadedModels.loads()).isEqualTo(before + 1);
  }

  @Test
  void a_row_tells_all_that_is_asked_of_an_image() throws Exception {
    Dataset<Row> scored = AnomalySpark.score(images(), model.toUri().toString());
    assertThat(scored.columns())
        .containsExactly(
            "path",
            "passes",
            "category",
            "recognized",
            "score",
            "p_value",
            "threshold",
            "anomalous",
            "regions",
            "warnings",
            "error",
            "model_sha256",
            "milliseconds");
    Row found = scored.where("anomalous and size(regions) > 0").head();
    assertThat(found.<Boolean>getAs("passes")).isFalse();
    String digits = found.getAs("model_sha256");
    assertThat(digits).matches("[0-9a-f]{64}");
    Row again =
        AnomalySpark.scoring(model.toString())
            .sha256(digits.toUpperCase(Locale.ROOT))
            .score(images())
            .head();
    assertThat(again.<String>getAs("model_sha256")).isEqualTo(digits);
    assertThat(again.<String>getAs("error")).isNull();
    assertThat(found.<Double>getAs("milliseconds")).isPositive();
    Row region = (Row) found.getList(found.fieldIndex("regions")).get(0);
    assertThat(region.<Integer>getAs("width")).isBetween(1, 64);
    assertThat(region.<Double>getAs("peak")).isGreaterThan(region.getAs("mean"));
  }

  @Test
  void images_that_cannot_be_read_are_rows_with_their_errors() throws Exception {
    Path broken = Files.createDirectories(folder.resolve("broken"));
    Files.writeString(broken.resolve("text.png"), "no image");
    Files.write(broken.resolve("empty.png"), new byte[0]);
    try (var list = Files.list(images)) {
      byte[] whole = Files.readAllBytes(list.findFirst().orElseThrow());
      Files.write(broken.resolve("half.png"), Arrays.copyOf(whole, whole.length / 2));
    }
    Dataset<Row> both = images().union(Sessions.images(spark, broken));
    List<Row> failed =
        AnomalySpark.score(both, model.toUri().toString())
            .where("error is not null")
            .orderBy("path")
            .collectAsList();
    // Spark's source leaves the empty file out, as the documentation says.
    assertThat(failed).hasSize(2);
    for (Row row : failed) {
      assertThat(row.<String>getAs("error")).contains("expected").contains(".png");
      assertThat(row.<Boolean>getAs("passes")).isFalse();
      assertThat(row.<Object>getAs("score")).isNull();
      assertThat(row.<Object>getAs("regions")).isNull();
    }
    Dataset<Row> paths =
        spark
            .createDataset(
                List.of(broken + "/empty.png", broken + "/none.png", "nowhere://x/y.png"),
                Encoders.STRING())
            .toDF("path");
    List<Row> missing =
        AnomalySpark.score(paths, model.toUri().toString()).orderBy("path").collectAsList();
    assertThat(missing.get(0).<String>getAs("error")).contains("empty.png");
    assertThat(missing.get(1).<String>getAs("error")).contains("none.png");
    assertThat(missing.get(2).<String>getAs("error")).contains("nowhere");
  }

  @Test
  void a_null_is_an_error_and_not_another_image() throws Exception {
    StructType schema =
        new StructType().add("path", DataTypes.StringType).add("content", DataTypes.BinaryType);
    Dataset<Row> rows =
        spark.createDataFrame(List.of(RowFactory.create(images + "/0 part 0.png", null)), schema);
    Row row = AnomalySpark.score(rows, model.toString()).head();
    assertThat(row.<String>getAs("error")).contains("content is null");
    Row nothing =
        AnomalySpark.score(
                rows.select(functions.lit(null).cast("string").as("path")), model.toString())
            .head();
    assertThat(nothing.<String>getAs("error")).contains("path is null");
  }

  @Test
  void the_product_may_be_named_by_a_column() throws Exception {
    Dataset<Row> named =
        images()
            .withColumn(
                "the.product", functions.expr("if(path like '%part 4.png', 'gear', 'disc')"));
    List<Row> rows =
        AnomalySpark.scoring(model.toString())
            .categoryColumn("the.product")
            .score(named)
            .collectAsList();
    assertThat(rows.stream().filter(row -> "disc".equals(row.getAs("category")))).hasSize(23);
    assertThat(rows.stream().filter(row -> row.getAs("error") != null).toList())
        .singleElement()
        .satisfies(row -> assertThat(row.<String>getAs("error")).contains("gear", "disc", "sheet"));
  }

  @Test
  void sql_scores_content_and_paths() throws Exception {
    AnomalySpark.scoring(model.toUri().toString()).register(spark, "anomaly");
    images().createOrReplaceTempView("images");
    for (String column : List.of("content", "path")) {
      Dataset<Row> scored =
          spark.sql(
              "SELECT path, s.* FROM (SELECT path, anomaly(%s) AS s FROM images)"
                  .formatted(column));
      assertThat(Sessions.exactly(scored)).isEqualTo(expected);
    }
    assertThat(spark.sql("SELECT anomaly(cast(null as binary))").head().isNullAt(0)).isTrue();
    assertThatThrownBy(() -> spark.sql("SELECT anomaly(length) FROM images").collect())
        .hasStackTraceContaining("takes the content of an image (binary) or its path (string)");
  }

  @Test
  void a_stream_that_is_stopped_and_started_again_scores_each_image_once() throws Exception {
    Path watched = Files.createDirectories(folder.resolve("watched"));
    List<Path> files = DrawnParts.write(watched, 0, 6);
    StreamingQuery first = stream(watched);
    first.processAllAvailable();
    files.addAll(DrawnParts.write(watched, 6, 24));
    while (first.lastProgress() == null || first.lastProgress().batchId() < 4) {
      Thread.sleep(20);
      assertThat(first.exception().isEmpty()).isTrue();
    }
    first.stop();
    StreamingQuery second = stream(watched);
    second.processAllAvailable();
    second.stop();
    Dataset<Row> table = spark.read().parquet(folder.resolve("table").toString());
    assertThat(Sessions.exactly(table)).isEqualTo(Sessions.expected(model, files));
    assertThat(table.count()).isEqualTo(24);
  }

  private StreamingQuery stream(Path watched) throws Exception {
    Dataset<Row> arriving =
        spark
            .readStream()
            .format("binaryFile")
            .schema(images().schema())
            .option("maxFilesPerTrigger", "2")
            .load(watched.toUri().toString());
    return AnomalySpark.score(arriving, model.toUri().toString())
        .writeStream()
        .format("parquet")
        .option("checkpointLocation", folder.resolve("checkpoint").toString())
        .trigger(Trigger.ProcessingTime(0))
        .start(folder.resolve("table").toString());
  }

  @Test
  void a_model_that_is_missing_another_or_none_is_refused_by_the_driver() throws Exception {
    String missing = folder.resolve("none.anomaly").toUri().toString();
    assertThatThrownBy(() -> AnomalySpark.score(images(), missing))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none.anomaly cannot be read")
        .hasMessageContaining("the driver and every executor");
    assertThatThrownBy(() -> AnomalySpark.score(images(), "nowhere://x/y"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nowhere://x/y cannot be read");
    Path text = Files.writeString(folder.resolve("text.anomaly"), "no detector");
    assertThatThrownBy(() -> AnomalySpark.score(images(), text.toString()))
        .hasMessageContaining("text.anomaly");
    String other = "0".repeat(64);
    for (Path file : List.of(model, text)) {
      assertThatThrownBy(() -> AnomalySpark.scoring(file.toString()).sha256(other).score(images()))
          .hasMessageContaining("expected " + other);
    }
    assertThatThrownBy(() -> AnomalySpark.scoring("m").sha256("abc"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"abc\"");
    assertThatThrownBy(() -> AnomalySpark.scoring(" ")).hasMessageContaining("blank");
  }

  @Test
  void a_model_that_is_replaced_before_executors_load_it_fails_the_job() throws Exception {
    Path replaced = Files.copy(model, folder.resolve("replaced.anomaly"));
    Files.write(replaced, new byte[] {0}, StandardOpenOption.APPEND);
    assertThatThrownBy(() -> AnomalySpark.score(images(), replaced.toString()))
        .as("a detector with something behind it")
        .isInstanceOf(IOException.class);
    Path moved = Files.copy(model, folder.resolve("moved.anomaly"));
    // In a way in which no other test has loaded it.
    Dataset<Row> scored =
        AnomalySpark.scoring(moved.toString()).backboneSha256("a".repeat(64)).score(images());
    Files.move(replaced, moved, StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(scored::collectAsList)
        .hasStackTraceContaining("it was replaced or is another one");
  }

  @Test
  void other_columns_are_refused_with_those_that_are_there() {
    assertThatThrownBy(
            () -> AnomalySpark.score(images().withColumnRenamed("path", "file"), model.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("file:string")
        .hasMessageContaining("expected path (string) and content (binary)");
    assertThatThrownBy(
            () ->
                AnomalySpark.score(
                    images().withColumn("content", functions.lit("text")), model.toString()))
        .hasMessageContaining("content:string");
    assertThatThrownBy(
            () -> AnomalySpark.scoring(model.toString()).categoryColumn("product").score(images()))
        .hasMessageContaining("product (string)");
  }

  @Test
  void settings_of_the_session_travel() {
    spark.conf().set("fs.s3a.secret.key", "one");
    spark.conf().set("spark.hadoop.fs.s3a.access.key", "two");
    spark.conf().set("spark.sql.fs.other", "three");
    try {
      assertThat(HadoopFiles.settings(spark))
          .containsEntry("fs.s3a.secret.key", "one")
          .containsEntry("fs.s3a.access.key", "two")
          .doesNotContainKey("spark.sql.fs.other");
    } finally {
      spark.conf().unset("fs.s3a.secret.key");
      spark.conf().unset("spark.hadoop.fs.s3a.access.key");
      spark.conf().unset("spark.sql.fs.other");
    }
  }

  @Test
  void a_name_that_may_mean_two_files_is_an_error_that_names_both() throws Exception {
    Path twins = Files.createDirectories(folder.resolve("twins"));
    Path part = images.resolve("0 part 0.png");
    Path blank = Files.copy(part, twins.resolve("a b.png"));
    Path encoded = Files.copy(part, twins.resolve("a%20b.png"));
    Path alone = Files.copy(part, twins.resolve("c%20d.png"));
    List<Row> rows =
        AnomalySpark.score(
                spark
                    .createDataset(
                        List.of(blank.toString(), encoded.toString(), alone.toString()),
                        Encoders.STRING())
                    .toDF("path"),
                model.toString())
            .orderBy("path")
            .collectAsList();
    assertThat(rows.get(0).<String>getAs("error")).isNull();
    assertThat(rows.get(1).<String>getAs("error"))
        .contains("two files", "a b.png", "a%20b.png", "rename");
    assertThat(rows.get(2).<String>getAs("error")).isNull();
  }

  @Test
  void no_images_give_no_rows() throws Exception {
    assertThat(AnomalySpark.score(images().limit(0), model.toString()).count()).isZero();
  }

  @Test
  void what_travels_to_executors_is_small_and_prints_no_setting() throws Exception {
    var hadoop = spark.sparkContext().hadoopConfiguration();
    hadoop.set("fs.secret.key", "hidden");
    try {
      Map<String, String> settings = HadoopFiles.settings(spark);
      assertThat(settings).containsEntry("fs.secret.key", "hidden").hasSizeLessThan(100);
      assertThat(new Model("m", "", "", false, settings).toString()).doesNotContain("hidden");
      assertThat(IntStream.range(0, 2).mapToObj(i -> HadoopFiles.settings(hadoop)).distinct())
          .hasSize(1);
    } finally {
      hadoop.unset("fs.secret.key");
    }
  }
}
