package io.github.anomaly4j.internal.training.shard;

import io.github.anomaly4j.data.ImageEntry;
import java.io.IOException;
import java.util.List;

/** Machines that have the images of a training, each with a {@link ShardWorker}. */
public interface Cluster {
  /**
   * Work on some images that one machine does at once.
   *
   * @param order for {@link ShardWorker#run}
   * @param images that it looks at, by {@link #reference}
   */
  record Task(byte[] order, List<String> images) {}

  /** Bytes that every machine has. */
  interface Shared extends AutoCloseable {
    @Override
    void close();
  }

  /** Results that stay where they were made; they are made again if a machine is lost. */
  interface Kept extends AutoCloseable {
    /**
     * Does more work on each of them.
     *
     * @return in the order of the tasks
     * @throws IOException if a machine fails in spite of all attempts
     */
    List<byte[]> run(byte[] order, Shared lesson) throws IOException;

    @Override
    void close();
  }

  /** What names an image to the machines: the same for the same image in every run. */
  String reference(ImageEntry entry);

  /** Gives bytes to every machine. */
  Shared share(byte[] bytes);

  /**
   * Does work.
   *
   * @param setup a {@link Setup}
   * @param lesson what was learned so far
   * @return the results in the order of the tasks
   * @throws IOException if a machine fails in spite of all attempts
   */
  List<byte[]> run(Shared setup, Shared lesson, List<Task> tasks) throws IOException;

  /** Does work when its results are first asked for, and keeps them. */
  Kept keep(Shared setup, Shared lesson, List<Task> tasks);
}
