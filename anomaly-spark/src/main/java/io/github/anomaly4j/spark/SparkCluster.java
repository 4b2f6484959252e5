package io.github.anomaly4j.spark;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.internal.training.shard.Cluster;
import io.github.anomaly4j.spark.TrainingPiece.Sent;
import io.github.anomaly4j.spark.TrainingPiece.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/** The executors of a session. */
final class SparkCluster implements Cluster {
  private final JavaSparkContext spark;
  private final Map<String, String> hadoop;
  private final int attempts;
  private final @Nullable JavaPairRDD<String, byte[]> contents;

  /**
   * The executors of a session.
   *
   * @param contents paths and contents of the images; null to read them by their paths
   */
  SparkCluster(SparkSession session, @Nullable JavaRDD<Row> contents) {
    this.spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.hadoop = HadoopFiles.settings(session);
    this.attempts = Attempt.most(session.sparkContext());
    this.contents =
        contents == null
            ? null
            : contents.mapToPair(row -> new Tuple2<>(row.getString(0), row.<byte[]>getAs(1)));
  }

  private static final class SentBytes implements Shared {
    private final Sent sent;

    SentBytes(Broadcast<byte[]> bytes) {
      this.sent = new Sent(UUID.randomUUID().toString(), bytes);
    }

    @Override
    public void close() {
      sent.bytes().destroy();
    }
  }

  private static Sent sent(Shared shared) {
    return ((SentBytes) shared).sent;
  }

  @Override
  public String reference(ImageEntry entry) {
    return ((SparkImage) entry.content().orElseThrow()).path();
  }

  @Override
  public Shared share(byte[] bytes) {
    return new SentBytes(spark.broadcast(bytes));
  }

  @Override
  public List<byte[]> run(Shared setup, Shared lesson, List<Task> tasks) throws IOException {
    return collected(results(setup, lesson, tasks), tasks.size());
  }

  /** The results by the numbers of their tasks, in any order. */
  private JavaPairRDD<Integer, byte[]> results(Shared setup, Shared lesson, List<Task> tasks) {
    List<TrainingPiece> pieces = new ArrayList<>();
    for (Task task : tasks) {
      pieces.add(TrainingPiece.of(pieces.size(), task));
    }
    Step step = new Step(sent(setup), sent(lesson), hadoop, attempts);
    JavaRDD<TrainingPiece> all = spark.parallelize(pieces, Math.max(1, pieces.size()));
    if (contents == null) {
      return all.mapToPair(piece -> new Tuple2<>(piece.number(), step.run(piece, null)));
    }
    Set<String> wanted = new HashSet<>();
    tasks.forEach(task -> wanted.addAll(task.images()));
    // Otherwise each step of some products would shuffle the contents of all.
    Broadcast<Set<String>> names = spark.broadcast(wanted);
    JavaPairRDD<Integer, Tuple2<String, byte[]>> images =
        all.flatMapToPair(
                piece ->
                    piece.images().stream()
                        .distinct()
                        .map(path -> new Tuple2<>(path, piece.number()))
                        .iterator())
            .join(contents.filter(content -> names.value().contains(content._1())))
            .mapToPair(
                found -> new Tuple2<>(found._2()._1(), new Tuple2<>(found._1(), found._2()._2())));
    // A piece names all of its images, so it is sent once and not with each of them.
    return all.mapToPair(piece -> new Tuple2<>(piece.number(), piece))
        .cogroup(images, Math.max(1, pieces.size()))
        .mapToPair(
            grouped ->
                new Tuple2<>(
                    grouped._1(),
                    run(step, grouped._2()._1().iterator().next(), grouped._2()._2())));
  }

  private static byte[] run(Step step, TrainingPiece piece, Iterable<Tuple2<String, byte[]>> images)
      throws IOException {
    Map<String, byte[]> own = new HashMap<>();
    for (Tuple2<String, byte[]> image : images) {
      own.put(image._1(), image._2());
    }
    return step.run(piece, own);
  }

  private static List<byte[]> collected(JavaPairRDD<Integer, byte[]> results, int count)
      throws IOException {
    byte[][] ordered = new byte[count][];
    try {
      for (Tuple2<Integer, byte[]> result : results.collect()) {
        ordered[result._1()] = result._2();
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      // Scala declares nothing: Spark's exceptions are checked ones.
      throw failure(e);
    }
    return List.of(ordered);
  }

  /** What the executors could not do, in the words of the last of them if it had any. */
  private static IOException failure(Exception e) {
    Throwable cause = e.getCause();
    String said = cause == null ? e.getMessage() : cause.toString();
    // Spark's own message ends in stacks.
    return new IOException(
        "the training failed on an executor: "
            + String.valueOf(said).lines().findFirst().orElse(""),
        e);
  }

  @Override
  public Kept keep(Shared setup, Shared lesson, List<Task> tasks) {
    // On disk, since they are read three times and may be larger than the memory.
    JavaPairRDD<Integer, byte[]> results =
        results(setup, lesson, tasks).persist(StorageLevel.DISK_ONLY());
    int count = tasks.size();
    return new Kept() {
      @Override
      public List<byte[]> run(byte[] order, Shared other) throws IOException {
        Sent sent = sent(other);
        return collected(again(results, order, sent), count);
      }

      @Override
      public void close() {
        results.unpersist();
      }
    };
  }

  private static JavaPairRDD<Integer, byte[]> again(
      JavaPairRDD<Integer, byte[]> results, byte[] order, Sent lesson) {
    return results.mapToPair(
        result -> new Tuple2<>(result._1(), Step.again(order, result._2(), lesson)));
  }
}
