package io.github.anomaly4j.spark;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.internal.training.shard.Cluster.Task;
import io.github.anomaly4j.internal.training.shard.ShardWorker;
import io.github.anomaly4j.internal.training.shard.ShardWorker.Taught;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;

/**
 * A task of a training, as it travels to an executor.
 *
 * @param number its place among the tasks
 */
record TrainingPiece(int number, byte[] order, ArrayList<String> images) implements Serializable {
  /**
   * One each stays for the next task; static, because the tasks of an executor share nothing else.
   */
  private static final HeldValues<String, ShardWorker> WORKERS =
      new HeldValues<>(1, ShardWorker::close);

  private static final HeldValues<String, Taught> LESSONS = new HeldValues<>(1, lesson -> {});

  static TrainingPiece of(int number, Task task) {
    return new TrainingPiece(number, task.order(), new ArrayList<>(task.images()));
  }

  /** Bytes that every executor has; the key tells them apart in a process of several contexts. */
  record Sent(String key, Broadcast<byte[]> bytes) implements Serializable {
    private Taught taught(TaskContext task) throws IOException {
      return LESSONS.hold(key, task, () -> Taught.of(bytes.value()));
    }
  }

  /**
   * What all tasks of a step share.
   *
   * @param hadoop settings of the file systems
   * @param attempts that Spark allows
   */
  record Step(Sent setup, Sent lesson, Map<String, String> hadoop, int attempts)
      implements Serializable {

    /**
     * Does the task.
     *
     * @param contents of the images by path; null if they are read by their paths
     */
    byte[] run(TrainingPiece piece, @Nullable Map<String, byte[]> contents) throws IOException {
      TaskContext task = TaskContext.get();
      ShardWorker worker = WORKERS.hold(setup.key, task, () -> ShardWorker.of(setup.bytes.value()));
      Taught taught = lesson.taught(task);
      try (Workers threads = Workers.of(task.cpus())) {
        return threads.run(
            () ->
                worker.run(
                    new Task(piece.order, List.copyOf(piece.images)),
                    taught,
                    new Images(hadoop, attempts, contents)));
      }
    }

    /** Does more work on a result that was kept. */
    static byte[] again(byte[] order, byte[] kept, Sent lesson) throws IOException {
      TaskContext task = TaskContext.get();
      Taught taught = lesson.taught(task);
      try (Workers threads = Workers.of(task.cpus())) {
        return threads.run(() -> ShardWorker.run(order, kept, taught));
      }
    }
  }

  private record Images(
      Map<String, String> hadoop, int attempts, @Nullable Map<String, byte[]> contents)
      implements ShardWorker.Images {
    @Override
    public ImageEntry entry(String reference, String category) {
      return new SparkImage(reference, contents, hadoop).entry(category);
    }

    @Override
    public void failed(Throwable failure, String reference) {
      Attempt.current(attempts).check(failure, reference);
    }
  }
}
