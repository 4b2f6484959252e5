package io.github.anomaly4j.internal.network.blocked;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** Objects and memory of oneDNN that are freed together. Not thread safe. */
final class Natives implements AutoCloseable {
  private final OneDnn library;
  private final List<Pointer> kept = new ArrayList<>();

  Natives(OneDnn library) {
    this.library = library;
  }

  OneDnn library() {
    return library;
  }

  <P extends Pointer> P keep(P object) {
    kept.add(object);
    return object;
  }

  /** New memory with arbitrary content. */
  memory allocate(memory.desc shape) {
    return keep(new memory(keep(shape), library.engine()));
  }

  /** Memory that is another's: it must live as long. */
  memory at(Pointer place, memory.desc shape) {
    return keep(new memory(keep(shape), library.engine(), place));
  }

  /** The first channels of maps. */
  memory first(memory maps, int channels, int height, int width) {
    return at(floats(maps), library.maps(channels, height, width));
  }

  /** The values of memory. */
  FloatPointer floats(memory from) {
    return keep(new FloatPointer(keep(from.get_data_handle())));
  }

  @Override
  public void close() {
    for (int i = kept.size() - 1; i >= 0; i--) {
      kept.get(i).close();
    }
    kept.clear();
  }
}
