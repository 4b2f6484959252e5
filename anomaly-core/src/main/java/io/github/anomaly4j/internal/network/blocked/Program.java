package io.github.anomaly4j.internal.network.blocked;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.internal.natives.OneThread;
import java.util.ArrayList;
import java.util.List;

/**
 * What is done with the images of a batch, each by one thread, up to points where they wait for
 * each other.
 */
final class Program {
  private final int images;
  private final List<Segment> segments = new ArrayList<>();
  private List<List<Runnable>> open;

  private record Segment(List<List<Runnable>> images, Runnable after) {
    void run() {
      Workers.here()
          .forEach(images.size(), i -> OneThread.run(() -> images.get(i).forEach(Runnable::run)));
      after.run();
    }
  }

  Program(int images) {
    this.images = images;
    this.open = lists();
  }

  private List<List<Runnable>> lists() {
    List<List<Runnable>> lists = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      lists.add(new ArrayList<>());
    }
    return lists;
  }

  /** Does something with an image, after what was added for it before. */
  void add(int image, Runnable work) {
    open.get(image).add(work);
  }

  /** Waits for all images, and then does something by one thread. */
  void join(Runnable work) {
    segments.add(new Segment(open, work));
    open = lists();
  }

  /** Runs everything up to the last {@link #join}. */
  void run() {
    segments.forEach(Segment::run);
  }
}
