package io.github.anomaly4j.config;

import io.github.anomaly4j.internal.network.Topology;
import io.github.anomaly4j.internal.network.UNet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Shape of a U-Net (Ronneberger et al., 2015): on each level two 3x3 convolutions with batch
 * normalization and ReLU, max pooling on the way down, nearest-neighbor doubling and a skip
 * connection on the way up, and 1x1 convolutions for the outputs.
 *
 * <p>A full skip lets the network copy its input, defects included; thinned skips pass fewer
 * channels. Level 0 is the full resolution and level {@code depth} the bottleneck.
 *
 * @param depth number of levels below the top, 1 to 8
 * @param baseWidth channels of level 0, at least 1; each level below has twice as many
 * @param maxWidth bound of the channels of any level, at least {@code baseWidth}
 * @param skips strength of the skip of each level from 0 to depth - 1, each in [0, 1]: 0 no skip, 1
 *     all channels, in between that fraction of the channels, rounded, at least one
 * @param maskOutput whether the network also predicts a damage mask
 */
public record UNetConfig(
    int depth, int baseWidth, int maxWidth, List<Double> skips, boolean maskOutput) {
  /** Channels of an image: red, green, blue. */
  public static final int CHANNELS = 3;

  /**
   * Checks and copies the values.
   *
   * @throws IllegalArgumentException if a value is out of its range, or there is not one skip per
   *     level
   */
  public UNetConfig {
    require(depth >= 1 && depth <= 8, "depth must be 1 to 8, but is " + depth);
    require(baseWidth >= 1, "baseWidth must be at least 1, but is " + baseWidth);
    require(
        maxWidth >= baseWidth,
        "maxWidth must be at least baseWidth = " + baseWidth + ", but is " + maxWidth);
    require(maxWidth <= 4096, "maxWidth must be at most 4096, but is " + maxWidth);
    skips = List.copyOf(skips);
    require(
        skips.size() == depth,
        "skips needs one strength per level above the bottleneck: %d, but has %d"
            .formatted(depth, skips.size()));
    for (double skip : skips) {
      require(skip >= 0 && skip <= 1, "a skip must be in [0, 1], but is " + skip);
    }
  }

  /**
   * The default network. The top level has no skip: with one, the network learns to copy its input,
   * damage included.
   *
   * @return depth 4, base width 16, at most 256 channels, full skips but for the top level, with a
   *     mask output; 1.97 million parameters
   */
  public static UNetConfig defaults() {
    return new UNetConfig(4, 16, 256, List.of(0.0, 1.0, 1.0, 1.0), true);
  }

  /**
   * The same network with another depth. Levels that are new get full skips.
   *
   * @param depth number of levels below the top, 1 to 8
   * @return a new configuration
   */
  public UNetConfig withDepth(int depth) {
    List<Double> kept = new ArrayList<>(skips.subList(0, Math.max(0, Math.min(depth, this.depth))));
    while (kept.size() < depth) {
      kept.add(1.0);
    }
    return new UNetConfig(depth, baseWidth, maxWidth, kept, maskOutput);
  }

  /**
   * The same network with another base width; {@code maxWidth} is raised to it if it is smaller.
   *
   * @param baseWidth channels of level 0
   * @return a new configuration
   */
  public UNetConfig withBaseWidth(int baseWidth) {
    return new UNetConfig(depth, baseWidth, Math.max(baseWidth, maxWidth), skips, maskOutput);
  }

  /**
   * The same network with another {@code maxWidth}.
   *
   * @param maxWidth bound of the channels of any level
   * @return a new configuration
   */
  public UNetConfig withMaxWidth(int maxWidth) {
    return new UNetConfig(depth, baseWidth, maxWidth, skips, maskOutput);
  }

  /**
   * The same network with other skips.
   *
   * @param skips strength per level from 0 (full resolution) to depth - 1, each in [0, 1]
   * @return a new configuration
   */
  public UNetConfig withSkips(double... skips) {
    List<Double> list = new ArrayList<>();
    for (double skip : skips) {
      list.add(skip);
    }
    return new UNetConfig(depth, baseWidth, maxWidth, list, maskOutput);
  }

  /**
   * The same network with or without a mask output.
   *
   * @param maskOutput whether to predict a damage mask
   * @return a new configuration
   */
  public UNetConfig withMaskOutput(boolean maskOutput) {
    return new UNetConfig(depth, baseWidth, maxWidth, skips, maskOutput);
  }

  /**
   * Channels of a level.
   *
   * @param level 0 (full resolution) to depth (bottleneck)
   * @return {@code min(baseWidth * 2^level, maxWidth)}
   * @throws IllegalArgumentException if there is no such level
   */
  public int width(int level) {
    require(level >= 0 && level <= depth, "level must be 0 to " + depth + ", but is " + level);
    return (int) Math.min((long) baseWidth << level, maxWidth);
  }

  /**
   * Channels that the skip of a level passes.
   *
   * @param level 0 (full resolution) to depth - 1
   * @return 0 to {@code width(level)}
   * @throws IllegalArgumentException if the level has no skip
   */
  public int skipWidth(int level) {
    require(level >= 0 && level < depth, "level must be 0 to " + (depth - 1) + ", but is " + level);
    double skip = skips.get(level);
    return skip == 0 ? 0 : (int) Math.max(1, Math.round(skip * width(level)));
  }

  /**
   * Heights and widths of images must be multiples of this.
   *
   * @return 2^depth
   */
  public int sizeMultiple() {
    return 1 << depth;
  }

  /**
   * Names of the feature maps that {@link UNet#run(float[], int, int, int, List)} can return:
   * {@code enc0} to {@code enc<depth>} (the bottleneck), then {@code dec<depth-1>} to {@code dec0}.
   * Maps of level l have {@code width(l)} channels and 2^-l of the image's height and width.
   *
   * @return the names in order of execution
   */
  public List<String> featureNames() {
    return Topology.of(this).featureNames();
  }

  /**
   * Names and shapes of the tensors that make up a {@link UNet}, in the order in which a file
   * stores them. Convolution weights have the shape {@code [height, width, in, out]}, biases {@code
   * [out]}; the last index varies fastest.
   *
   * @return an ordered, unmodifiable map
   */
  public Map<String, List<Integer>> tensorShapes() {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    for (Topology.Stage stage : Topology.of(this).stages()) {
      for (Topology.Convolution convolution : stage.convolutions()) {
        shapes.put(convolution.weightName(), convolution.weightShape());
      }
      if (stage.hasBias()) {
        shapes.put(stage.biasName(), List.of(stage.outChannels()));
      }
    }
    return Collections.unmodifiableMap(shapes);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
