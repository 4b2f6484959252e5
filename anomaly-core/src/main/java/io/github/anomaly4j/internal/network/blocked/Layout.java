package io.github.anomaly4j.internal.network.blocked;

import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.internal.network.Topology;
import java.util.HashMap;
import java.util.Map;

/** The maps of a network, for images of one size. Maps are not doubled, but convolved so. */
final class Layout {
  private final Map<String, Size> sizes = new HashMap<>();
  private final Map<String, String> doubled = new HashMap<>();

  /** The shape of the maps of a stage. */
  record Size(int channels, int height, int width) {
    int length() {
      return channels * height * width;
    }
  }

  Layout(Topology topology, int height, int width) {
    sizes.put(Topology.INPUT, new Size(UNetConfig.CHANNELS, height, width));
    for (Topology.Stage stage : topology.stages()) {
      Size in = sizes.get(stage.inputs().get(0));
      switch (stage.kind()) {
        case POOL ->
            sizes.put(stage.name(), new Size(in.channels(), in.height() / 2, in.width() / 2));
        case UPSAMPLE -> {
          doubled.put(stage.name(), stage.input());
          sizes.put(stage.name(), new Size(in.channels(), in.height() * 2, in.width() * 2));
        }
        default -> sizes.put(stage.name(), new Size(stage.outChannels(), in.height(), in.width()));
      }
    }
  }

  /** The shape of a stage's maps, or of the image. */
  Size size(String stage) {
    return sizes.get(stage);
  }

  /** Whether a convolution is one over a doubled map. */
  boolean doubles(Topology.Convolution convolution) {
    return doubled.containsKey(convolution.input());
  }

  /** The stage whose maps a convolution reads. */
  String source(Topology.Convolution convolution) {
    return doubled.getOrDefault(convolution.input(), convolution.input());
  }

  Kernel kernel(Natives natives, Topology.Convolution convolution) {
    Size size = size(convolution.input());
    return doubles(convolution)
        ? new DoublingKernel(
            natives,
            convolution.kernel(),
            convolution.in(),
            convolution.out(),
            size.height(),
            size.width())
        : new DirectKernel(
            natives,
            convolution.kernel(),
            convolution.in(),
            convolution.out(),
            size.height(),
            size.width());
  }
}
