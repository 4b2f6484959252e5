package io.github.anomaly4j.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerBlockUpdated;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;

/** What jobs compute and move, as Spark counts it. Thread safe. */
final class Traffic extends SparkListener {
  private final SortedMap<Integer, Stage> stages = new TreeMap<>();
  private final Map<String, Long> onDisk = new HashMap<>();
  private long mostOnDisk;

  private static final class Stage {
    private int tasks;
    private double seconds;
    private long shuffled;
    private long results;
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd task) {
    Stage stage = stages.computeIfAbsent(task.stageId(), none -> new Stage());
    stage.tasks++;
    stage.seconds += task.taskMetrics().executorCpuTime() / 1e9;
    stage.shuffled += task.taskMetrics().shuffleWriteMetrics().bytesWritten();
    stage.results += task.taskMetrics().resultSize();
  }

  @Override
  public synchronized void onBlockUpdated(SparkListenerBlockUpdated update) {
    var block = update.blockUpdatedInfo();
    if (block.blockId().isRDD()) {
      onDisk.put(block.blockId().name(), block.diskSize());
      mostOnDisk = Math.max(mostOnDisk, onDisk.values().stream().mapToLong(Long::longValue).sum());
    }
  }

  /** Processor time of all tasks so far. */
  synchronized double seconds() {
    return stages.values().stream().mapToDouble(stage -> stage.seconds).sum();
  }

  synchronized void print() {
    stages.forEach(
        (number, stage) ->
            System.out.printf(
                "stage %d: %d tasks, %.1f s of processor time, %.1f MB shuffled, %.1f MB to the"
                    + " driver%n",
                number, stage.tasks, stage.seconds, stage.shuffled / 1e6, stage.results / 1e6));
    System.out.printf(
        "in all: %.1f s of processor time, %.1f MB shuffled, %.1f MB to the driver, at most %.1f MB"
            + " on disks%n",
        seconds(),
        stages.values().stream().mapToLong(stage -> stage.shuffled).sum() / 1e6,
        stages.values().stream().mapToLong(stage -> stage.results).sum() / 1e6,
        mostOnDisk / 1e6);
  }

  /** Prints the largest memory of each executor, on Linux. */
  static void printMemory(SparkSession spark) {
    spark
        .range(0, 8, 1, 8)
        .map((MapFunction<Long, String>) any -> resident(), Encoders.STRING())
        .distinct()
        .collectAsList()
        .forEach(System.out::println);
  }

  private static String resident() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return "executor "
          + ProcessHandle.current().pid()
          + ", heap included: "
          + lines.filter(line -> line.startsWith("VmHWM")).findFirst().orElse("not known here");
    }
  }
}
