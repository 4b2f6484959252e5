package io.github.anomaly4j.internal.network.blocked;

import io.github.anomaly4j.internal.natives.LibraryCache;
import io.github.anomaly4j.internal.natives.OneThread;
import io.github.anomaly4j.natives.NativeBackend;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * oneDNN, if its library is there: ND4J has one of its own, but brings every map into oneDNN's
 * order and back for each operation. Thread safe.
 *
 * <p>In that order a map is {@code [channels / block, height, width, block]}. A block is one vector
 * of the processor: 16 channels with AVX-512, 8 without.
 */
public final class OneDnn {
  static final long[] ONES = {1, 1};
  static final long[] TWOS = {2, 2};
  static final long[] ZEROS = {0, 0};

  private static final String NATIVES = "/org/bytedeco/dnnl/linux-x86_64/libjnidnnl.so";
  private static final Logger LOG = LoggerFactory.getLogger(OneDnn.class);

  /** Loaded when first asked for. */
  private static final class Loaded {
    static final Optional<OneDnn> INSTANCE = OneThread.run(OneDnn::load);
  }

  private final engine processor;
  private final int block;
  private final memory.format_tag order;

  private OneDnn(engine processor, int block, memory.format_tag order) {
    this.processor = processor;
    this.block = block;
    this.order = order;
  }

  /**
   * The library for Linux on x86-64, where it shares OpenMP with ND4J and so keeps to {@link
   * OneThread}. Empty elsewhere, on a GPU, without the library, or on a processor without AVX2.
   */
  public static Optional<OneDnn> get() {
    NativeBackend.load();
    return Loaded.INSTANCE;
  }

  private static Optional<OneDnn> load() {
    if (!LibraryCache.platform().equals("linux-x86_64")
        || !Nd4j.getBackend().getClass().getSimpleName().equals("CpuBackend")) {
      return Optional.empty();
    }
    try {
      engine processor = new engine(engine.kind.cpu, 0);
      for (OneDnn known :
          List.of(
              new OneDnn(processor, 16, memory.format_tag.nChw16c),
              new OneDnn(processor, 8, memory.format_tag.nChw8c))) {
        if (known.isPreferred()) {
          return Optional.of(known);
        }
      }
      LOG.debug("oneDNN prefers an order of channels that is not known here");
    } catch (LinkageError | RuntimeException e) {
      if (OneDnn.class.getResource(NATIVES) == null) {
        LOG.debug("oneDNN's natives are left out: {}", e.toString());
      } else {
        LOG.warn(
            "oneDNN's library does not load ({}): networks compute with ND4J's operations, more"
                + " slowly and with other bits; remove the cause, or exclude its natives",
            e.toString());
      }
    }
    return Optional.empty();
  }

  /** Whether oneDNN would choose the order by itself, for its fastest convolution. */
  private boolean isPreferred() {
    memory.desc maps = desc(memory.format_tag.any, 1, 64, 16, 16);
    try (convolution_forward.desc convolution =
            new convolution_forward.desc(
                dnnl.prop_kind.forward_training,
                dnnl.algorithm.convolution_direct,
                maps,
                desc(memory.format_tag.any, 64, 64, 3, 3),
                maps,
                ONES,
                ONES,
                ONES);
        convolution_forward.primitive_desc chosen =
            new convolution_forward.primitive_desc(convolution, processor)) {
      return chosen.src_desc().equals(maps(64, 16, 16))
          && chosen.dst_desc().equals(maps(64, 16, 16));
    }
  }

  engine engine() {
    return processor;
  }

  /** How many channels lie side by side. */
  int block() {
    return block;
  }

  /** Whether maps with this number of channels have no padding. */
  public boolean fits(int channels) {
    return channels % block == 0;
  }

  /** The maps of an image, in oneDNN's order. */
  memory.desc maps(int channels, int height, int width) {
    return desc(order, 1, channels, height, width);
  }

  /** The planes of an image, {@code [channels, height, width]}. */
  static memory.desc planes(int channels, int height, int width) {
    return desc(memory.format_tag.nchw, 1, channels, height, width);
  }

  static memory.desc vector(int length) {
    return desc(memory.format_tag.x, length);
  }

  static memory.desc desc(memory.format_tag order, long... sizes) {
    return new memory.desc(sizes, memory.data_type.f32, order);
  }
}
