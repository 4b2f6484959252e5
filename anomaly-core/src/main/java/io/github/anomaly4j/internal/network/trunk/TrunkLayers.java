package io.github.anomaly4j.internal.network.trunk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The layers of a ResNet-18 (He et al., CVPR 2016) up to its third stage. Batch normalization is
 * part of the weights.
 */
final class TrunkLayers {
  static final Convolution STEM = new Convolution("conv1", 7, 2, 3, 64);

  static final List<Stage> STAGES =
      List.of(
          stage("layer1", 4, 64, 64), stage("layer2", 8, 64, 128), stage("layer3", 16, 128, 256));

  private TrunkLayers() {}

  /** A convolution with a bias and zeros around its input, half a kernel wide. */
  record Convolution(String name, int kernel, int stride, int in, int out) {
    int weights() {
      return kernel * kernel * in * out;
    }
  }

  /** Two convolutions whose result is added to the block's input. */
  record Block(Convolution first, Convolution second, Optional<Convolution> shortcut) {}

  /**
   * The blocks of one resolution.
   *
   * @param step from one value of its map to the next, in pixels
   */
  record Stage(String name, int step, List<Block> blocks) {}

  /** The step of a stage. */
  static int step(String stage) {
    return STAGES.stream()
        .filter(known -> known.name().equals(stage))
        .mapToInt(Stage::step)
        .findFirst()
        .orElseThrow();
  }

  /** All convolutions, in the order of the weights. */
  static List<Convolution> convolutions() {
    List<Convolution> all = new ArrayList<>(List.of(STEM));
    for (Stage stage : STAGES) {
      for (Block block : stage.blocks()) {
        all.add(block.first());
        all.add(block.second());
        block.shortcut().ifPresent(all::add);
      }
    }
    return all;
  }

  private static Stage stage(String name, int step, int in, int out) {
    return new Stage(
        name, step, List.of(block(name + ".0", in, out), block(name + ".1", out, out)));
  }

  private static Block block(String name, int in, int out) {
    int stride = in == out ? 1 : 2;
    return new Block(
        new Convolution(name + ".conv1", 3, stride, in, out),
        new Convolution(name + ".conv2", 3, 1, out, out),
        in == out
            ? Optional.empty()
            : Optional.of(new Convolution(name + ".downsample", 1, stride, in, out)));
  }
}
