package io.github.anomaly4j.internal.network;

import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.internal.network.blocked.OneDnn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The description of the network, from which the trainable graph is built and which the inference
 * network executes: stages in order of execution, each with the names of its inputs.
 *
 * <p>The convolution over the concatenation of the doubled map and the skip is written as the sum
 * of two convolutions, one over each: the same function and the same weights, without the copy that
 * a concatenation costs, which at full resolution takes as long as a convolution.
 */
public record Topology(List<Stage> stages) {
  public static final String INPUT = "input";
  public static final String RECONSTRUCTION = "reconstruction";
  static final String MASK = "mask";

  /** The operation of a stage. */
  public enum Kind {
    /** One convolution per input, summed, then batch normalization and ReLU. */
    BLOCK,
    /** Maximum over 2x2. */
    POOL,
    /** Every sample becomes 2x2. */
    UPSAMPLE,
    /** 1x1 convolution with a bias. */
    HEAD
  }

  /** A convolution with "same" padding over the first {@code in} channels of its input. */
  public record Convolution(String name, String input, int kernel, int in, int out) {
    public String weightName() {
      return name + ".weight";
    }

    public List<Integer> weightShape() {
      return List.of(kernel, kernel, in, out);
    }
  }

  /** One step of the network. Stages without weights have only the name of their input. */
  public record Stage(
      Kind kind, String name, String input, int outChannels, List<Convolution> convolutions) {
    public boolean hasBias() {
      return !convolutions.isEmpty();
    }

    public String biasName() {
      return name + ".bias";
    }

    public List<String> inputs() {
      return convolutions.isEmpty()
          ? List.of(input)
          : convolutions.stream().map(Convolution::input).toList();
    }
  }

  public static Topology of(UNetConfig config) {
    List<Stage> stages = new ArrayList<>();
    String from = INPUT;
    int channels = UNetConfig.CHANNELS;
    for (int level = 0; level <= config.depth(); level++) {
      if (level > 0) {
        stages.add(new Stage(Kind.POOL, "pool" + level, from, channels, List.of()));
        from = "pool" + level;
      }
      int width = config.width(level);
      stages.add(block("enc" + level + ".conv1", width, from, channels, null, 0));
      stages.add(block("enc" + level, width, "enc" + level + ".conv1", width, null, 0));
      from = "enc" + level;
      channels = width;
    }
    for (int level = config.depth() - 1; level >= 0; level--) {
      String name = "dec" + level;
      stages.add(new Stage(Kind.UPSAMPLE, "up" + level, from, channels, List.of()));
      int width = config.width(level);
      int skip = config.skipWidth(level);
      stages.add(block(name + ".conv1", width, "up" + level, channels, "enc" + level, skip));
      stages.add(block(name, width, name + ".conv1", width, null, 0));
      from = name;
      channels = width;
    }
    stages.add(head(RECONSTRUCTION, from, channels, UNetConfig.CHANNELS));
    if (config.maskOutput()) {
      stages.add(head(MASK, from, channels, 1));
    }
    return new Topology(List.copyOf(stages));
  }

  /**
   * oneDNN, for a network that can do with its own operations alone: if it is there, and each map's
   * channels are whole blocks of its.
   */
  Optional<OneDnn> library() {
    return OneDnn.get()
        .filter(
            library ->
                stages.stream()
                    .filter(stage -> stage.kind() == Kind.BLOCK)
                    .flatMap(stage -> stage.convolutions().stream())
                    .allMatch(
                        convolution ->
                            library.fits(convolution.out())
                                && (convolution.input().equals(INPUT)
                                    || library.fits(convolution.in()))));
  }

  public List<String> featureNames() {
    return stages.stream()
        .filter(stage -> stage.kind() == Kind.BLOCK && !stage.name().contains("."))
        .map(Stage::name)
        .toList();
  }

  private static Stage block(
      String name, int out, String input, int in, String skip, int skipChannels) {
    List<Convolution> convolutions = new ArrayList<>();
    convolutions.add(new Convolution(name + ".main", input, 3, in, out));
    if (skipChannels > 0) {
      convolutions.add(new Convolution(name + ".skip", skip, 3, skipChannels, out));
    }
    return new Stage(Kind.BLOCK, name, input, out, List.copyOf(convolutions));
  }

  private static Stage head(String name, String input, int in, int out) {
    return new Stage(
        Kind.HEAD, name, input, out, List.of(new Convolution(name + ".main", input, 1, in, out)));
  }
}
