package io.github.anomaly4j.internal.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.config.LossConfig;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.natives.OneThread;
import io.github.anomaly4j.internal.network.blocked.OneDnn;
import io.github.anomaly4j.internal.network.loss.MaskLoss;
import io.github.anomaly4j.internal.network.loss.ReconstructionLoss;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** oneDNN's own operations against DL4J's graph, whose gradients other tests check. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class BlockedPassesTest {
  private static final UNetConfig SMALL = UNetConfig.defaults().withDepth(2).withSkips(1, 1);
  private static final Samples SAMPLES = Samples.of(3, 32, 48, 1);

  @BeforeAll
  static void the_library_is_there() {
    assertThat(OneDnn.get()).isPresent();
  }

  static Stream<UNetConfig> networks() {
    return Stream.of(
        SMALL,
        SMALL.withSkips(0, 1),
        SMALL.withBaseWidth(32).withSkips(0.5, 0),
        SMALL.withMaskOutput(false),
        UNetConfig.defaults());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void losses_and_gradients_are_those_of_the_graph(UNetConfig config) {
    float[] mask = config.maskOutput() ? SAMPLES.mask() : null;
    try (TrainableUNet network = TrainableUNet.create(config, LossConfig.defaults(), 3)) {
      OneThread.run(
          () -> {
            try (BlockedPasses passes = passes(config, network)) {
              compare(network, passes, mask);
            }
          });
    }
  }

  private static BlockedPasses passes(UNetConfig config, TrainableUNet network) {
    Topology topology = Topology.of(config);
    return new BlockedPasses(
        topology.library().orElseThrow(),
        topology,
        network.graph(),
        List.of(
            new ReconstructionLoss(LossConfig.defaults()), new MaskLoss(LossConfig.defaults())));
  }

  private static void compare(TrainableUNet network, BlockedPasses passes, float[] mask) {
    TrainingPasses graph = network.graphPasses();
    INDArray flat = network.graph().getFlattenedGradients();
    List<double[]> expected = graph.train(SAMPLES.input(), SAMPLES.target(), mask, 3, 32, 48);
    float[] gradient = flat.data().asFloat();
    flat.assign(Float.NaN);
    zeroStatistics(network, flat);
    List<double[]> terms = passes.train(SAMPLES.input(), SAMPLES.target(), mask, 3, 32, 48);
    assertClose(terms, expected);
    // Where a value beside 0 is on the other side of ReLU, what lies below it differs too: by 1 %
    // in
    // the deepest network, whose coarsest maps have six places.
    assertThat(distance(flat.data().asFloat(), gradient)).isLessThan(0.02);

    graph.keepStatistics();
    List<double[]> evaluated = graph.evaluate(SAMPLES.input(), SAMPLES.target(), mask, 3, 32, 48);
    assertClose(passes.evaluate(SAMPLES.input(), SAMPLES.target(), mask, 3, 32, 48), evaluated);
  }

  /** The running statistics have no gradient: nobody writes it. */
  private static void zeroStatistics(TrainableUNet network, INDArray flat) {
    for (Map.Entry<String, INDArray> entry : network.graph().paramTable().entrySet()) {
      if (entry.getKey().endsWith("_mean") || entry.getKey().endsWith("_var")) {
        long from = entry.getValue().offset();
        for (long i = from; i < from + entry.getValue().length(); i++) {
          flat.data().put(i, 0f);
        }
      }
    }
  }

  private static void assertClose(List<double[]> heads, List<double[]> expected) {
    assertThat(heads).hasSameSizeAs(expected);
    for (int i = 0; i < heads.size(); i++) {
      assertThat(heads.get(i)).containsExactly(expected.get(i), within(1e-6));
    }
  }

  private static double distance(float[] a, float[] b) {
    double difference = 0;
    double length = 0;
    for (int i = 0; i < a.length; i++) {
      difference += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
      length += (double) b[i] * b[i];
    }
    return Math.sqrt(difference / length);
  }

  @Test
  void training_statistics_are_kept_as_by_the_graph() {
    try (TrainableUNet network = TrainableUNet.create(SMALL, LossConfig.defaults(), 4)) {
      OneThread.run(
          () -> {
            try (BlockedPasses passes = passes(SMALL, network)) {
              network
                  .graphPasses()
                  .train(SAMPLES.input(), SAMPLES.target(), SAMPLES.mask(), 3, 32, 48);
              network.graphPasses().keepStatistics();
              float[] expected = network.graph().params().data().asFloat();
              for (INDArray each : statistics(network, "_mean")) {
                each.assign(0);
              }
              for (INDArray each : statistics(network, "_var")) {
                each.assign(1);
              }
              passes.train(SAMPLES.input(), SAMPLES.target(), SAMPLES.mask(), 3, 32, 48);
              passes.keepStatistics();
              assertThat(network.graph().params().data().asFloat())
                  .containsExactly(expected, within(1e-5f));
            }
          });
    }
  }

  private static List<INDArray> statistics(TrainableUNet network, String ending) {
    return network.graph().paramTable().entrySet().stream()
        .filter(entry -> entry.getKey().endsWith(ending))
        .map(Map.Entry::getValue)
        .toList();
  }

  @Test
  void the_bits_do_not_depend_on_the_number_of_threads() {
    float[] alone = trained(1);
    assertThat(trained(1)).isEqualTo(alone);
    assertThat(trained(2)).isEqualTo(alone);
    assertThat(trained(4)).isEqualTo(alone);
  }

  private static float[] trained(int threads) {
    try (Workers workers = Workers.of(threads);
        TrainableUNet network = TrainableUNet.create(SMALL, LossConfig.defaults(), 5)) {
      Samples other = Samples.of(2, 16, 32, 9);
      for (int i = 0; i < 4; i++) {
        workers.run(() -> SAMPLES.step(network));
        workers.run(() -> other.step(network));
      }
      return network.state().arrays().floats("parameters", Tensors.ANY);
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void the_finished_network_gives_what_the_graph_gives(UNetConfig config) {
    try (TrainableUNet training = TrainableUNet.create(config, LossConfig.defaults(), 6)) {
      float[] mask = config.maskOutput() ? SAMPLES.mask() : null;
      for (int i = 0; i < 3; i++) {
        training.step(SAMPLES.input(), SAMPLES.target(), mask, 3, 32, 48, 1e-3);
      }
      try (UNet network = training.toUNet()) {
        List<String> names = config.featureNames();
        UNet.Output output = network.run(SAMPLES.input(), 3, 32, 48, names);
        OneThread.run(
            () -> {
              training.graphPasses().load(SAMPLES.input(), SAMPLES.target(), mask, 3, 32, 48);
              INDArray image = training.graph().getInput(0);
              INDArray[] outputs = training.graph().output(false, image);
              assertThat(output.reconstruction().values())
                  .containsExactly(planar(outputs[0]), within(1e-5f));
              Map<String, INDArray> maps = training.graph().feedForward(image, false);
              for (String name : names) {
                assertThat(output.features().get(name).values())
                    .as(name)
                    .containsExactly(planar(maps.get(name)), within(1e-4f));
              }
            });
      }
    }
  }

  private static float[] planar(INDArray maps) {
    return maps.permute(0, 3, 1, 2).dup('c').data().asFloat();
  }
}
