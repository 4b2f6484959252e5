package io.github.anomaly4j.internal.training.shard;

import io.github.anomaly4j.data.ImageEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** A cluster of one machine, in this process, that does its tasks in any order. */
class ClusterHere implements Cluster {
  private final Random random;
  private final List<ImageEntry> entries;

  ClusterHere(List<ImageEntry> entries, long seed) {
    this.entries = entries;
    this.random = new Random(seed);
  }

  private record Bytes(byte[] bytes) implements Shared {
    @Override
    public void close() {}
  }

  @Override
  public String reference(ImageEntry entry) {
    return entry.category() + "/" + entry.file().getFileName();
  }

  @Override
  public Shared share(byte[] bytes) {
    return new Bytes(bytes);
  }

  @Override
  public List<byte[]> run(Shared setup, Shared lesson, List<Task> tasks) throws IOException {
    ShardWorker.Images images =
        new ShardWorker.Images() {
          @Override
          public ImageEntry entry(String reference, String category) {
            return entries.stream()
                .filter(entry -> reference(entry).equals(reference))
                .findFirst()
                .orElseThrow();
          }

          @Override
          public void failed(Throwable failure, String reference) {}
        };
    List<byte[]> results = new ArrayList<>(Collections.nCopies(tasks.size(), new byte[0]));
    try (ShardWorker worker = ShardWorker.of(((Bytes) setup).bytes)) {
      ShardWorker.Taught taught = ShardWorker.Taught.of(((Bytes) lesson).bytes);
      for (int task : anyOrder(tasks.size())) {
        results.set(task, worker.run(tasks.get(task), taught, images));
      }
    }
    return results;
  }

  private List<Integer> anyOrder(int count) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      order.add(i);
    }
    Collections.shuffle(order, random);
    return order;
  }

  @Override
  public Kept keep(Shared setup, Shared lesson, List<Task> tasks) {
    return new Kept() {
      private List<byte[]> results = List.of();

      @Override
      public List<byte[]> run(byte[] order, Shared other) throws IOException {
        if (results.isEmpty()) {
          results = ClusterHere.this.run(setup, lesson, tasks);
          kept(results);
        }
        List<byte[]> answers = new ArrayList<>();
        for (byte[] result : results) {
          answers.add(ShardWorker.run(order, result, ShardWorker.Taught.of(((Bytes) other).bytes)));
        }
        return answers;
      }

      @Override
      public void close() {}
    };
  }

  /** Sees what is kept. */
  void kept(List<byte[]> results) {}
}
