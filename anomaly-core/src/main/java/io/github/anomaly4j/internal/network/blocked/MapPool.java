package io.github.anomaly4j.internal.network.blocked;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.dnnl.memory;

/**
 * Memory for an image's maps, or for their gradients. It is used again after the last use, so that
 * little is needed; what is where is settled when a pass is put together.
 */
final class MapPool {
  private final Natives natives;
  private final Layout layout;
  private final Map<String, memory> live = new HashMap<>();
  private final Map<Layout.Size, Deque<memory>> idle = new HashMap<>();

  MapPool(Natives natives, Layout layout) {
    this.natives = natives;
    this.layout = layout;
  }

  /** Memory for a stage, with arbitrary content. */
  memory begin(String stage) {
    memory taken = take(layout.size(stage));
    live.put(stage, taken);
    return taken;
  }

  boolean has(String stage) {
    return live.containsKey(stage);
  }

  /** The memory of a stage that has begun and not ended. */
  memory of(String stage) {
    return live.get(stage);
  }

  /** What is in a stage's memory is not needed any more. */
  void end(String stage) {
    give(layout.size(stage), live.remove(stage));
  }

  memory take(Layout.Size size) {
    Deque<memory> same = idle.get(size);
    return same != null && !same.isEmpty()
        ? same.pop()
        : natives.allocate(natives.library().maps(size.channels(), size.height(), size.width()));
  }

  void give(Layout.Size size, memory taken) {
    idle.computeIfAbsent(size, key -> new ArrayDeque<>()).push(taken);
  }
}
