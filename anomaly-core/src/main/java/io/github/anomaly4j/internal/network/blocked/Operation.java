package io.github.anomaly4j.internal.network.blocked;

import java.util.Map;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.dnnl.stream;

/**
 * An operation of oneDNN on certain memory. It has its own scratch memory: what oneDNN shares by
 * default belongs to the thread that made the operation. One thread may run it at a time.
 */
final class Operation implements Runnable {
  private final primitive work;
  private final IntMemoryMap arguments;
  private final stream order;

  private Operation(primitive work, IntMemoryMap arguments, stream order) {
    this.work = work;
    this.arguments = arguments;
    this.order = order;
  }

  /**
   * @param arguments by oneDNN's numbers
   */
  static Operation of(
      Natives natives,
      primitive_desc_base description,
      primitive work,
      Map<Integer, memory> arguments) {
    IntMemoryMap map = natives.keep(new IntMemoryMap());
    arguments.forEach(map::put);
    memory.desc scratch = natives.keep(description.scratchpad_desc());
    if (scratch.get_size() > 0) {
      map.put(dnnl.DNNL_ARG_SCRATCHPAD, natives.allocate(scratch));
    }
    stream order = natives.keep(new stream(natives.library().engine()));
    return new Operation(natives.keep(work), map, order);
  }

  @Override
  public void run() {
    work.execute(order, arguments);
  }
}
