package io.github.anomaly4j.internal.network.train;

import static io.github.anomaly4j.internal.artifact.Tensors.ANY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.augment.DamageRecipes;
import io.github.anomaly4j.config.LossConfig;
import io.github.anomaly4j.config.TrainingConfig;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.internal.artifact.ModelFile;
import io.github.anomaly4j.internal.artifact.Tensor;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.network.UNet;
import io.github.anomaly4j.progress.EpochReport;
import io.github.anomaly4j.progress.EpochReport.GradedAuroc;
import io.github.anomaly4j.progress.StepReport;
import io.github.anomaly4j.progress.TrainingException;
import io.github.anomaly4j.progress.TrainingProgress;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
  private static final UNetConfig NETWORK =
      UNetConfig.defaults().withDepth(2).withBaseWidth(4).withSkips(1, 1);
  private static final TrainingConfig CONFIG = new TrainingConfig(3, 4, 4, 32, 5e-3, 2, 9, 0.2);
  private static final BooleanSupplier NEVER = () -> false;

  @TempDir private Path folder;
  private final ImageStore images = Waves.store(6, 1);
  private final ImageStore heldOut = Waves.store(3, 2);

  @Test
  void the_same_seed_gives_the_same_bits_and_another_seed_others() throws IOException {
    Tensors first = tensors(trainer(1, NEVER, Optional.empty()));
    assertSame(tensors(trainer(1, NEVER, Optional.empty())), first);
    assertThat(tensors(trainer(2, NEVER, Optional.empty()))).isNotEqualTo(first);
  }

  @Test
  void a_resumed_run_gives_the_same_bits_as_one_without_a_break() throws IOException {
    Tensors whole;
    List<EpochReport> curve;
    TrainedNetwork uninterrupted =
        trainer(1, NEVER, Optional.empty()).train(images, heldOut, "run");
    try (UNet network = uninterrupted.network()) {
      whole = network.tensors();
      curve = uninterrupted.curve();
    }
    Path checkpoint = folder.resolve("checkpoint");
    AtomicInteger asked = new AtomicInteger();
    // The sixth step begins the second half of the second epoch, which is then lost.
    trainer(1, () -> asked.incrementAndGet() > 6, Optional.of(checkpoint))
        .train(images, heldOut, "run")
        .network()
        .close();
    assertThat(checkpoint).isRegularFile();
    TrainedNetwork resumed =
        trainer(1, NEVER, Optional.of(checkpoint)).train(images, heldOut, "run");
    try (UNet network = resumed.network()) {
      assertSame(network.tensors(), whole);
      assertThat(resumed.curve()).isEqualTo(curve);
    }
  }

  @Test
  void a_checkpoint_of_a_finished_run_gives_its_network_without_a_step() throws IOException {
    Path checkpoint = folder.resolve("checkpoint");
    Tensors first = tensors(trainer(1, NEVER, Optional.of(checkpoint)));
    Tensors again =
        tensors(
            trainer(
                1,
                () -> {
                  throw new AssertionError("a step was begun");
                },
                Optional.of(checkpoint)));
    assertSame(again, first);
  }

  @Test
  void a_checkpoint_of_another_run_is_refused_and_kept() throws IOException {
    Path checkpoint = folder.resolve("checkpoint");
    trainer(1, NEVER, Optional.of(checkpoint)).train(images, heldOut, "run").network().close();
    byte[] before = Files.readAllBytes(checkpoint);
    assertThatThrownBy(
            () -> trainer(1, NEVER, Optional.of(checkpoint)).train(images, heldOut, "other"))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(checkpoint.toString())
        .hasMessageContaining("another run");
    assertThat(checkpoint).hasBinaryContent(before);
  }

  @Test
  void a_checkpoint_whose_parts_do_not_fit_is_refused_at_once() throws IOException {
    Path checkpoint = folder.resolve("checkpoint");
    tensors(trainer(1, NEVER, Optional.of(checkpoint)));
    ModelFile<ObjectNode> whole =
        ModelFile.read(checkpoint, "training checkpoint", ObjectNode.class);
    for (String part : List.of("run", "curve", "warnings")) {
      refused(whole, content -> content.putNull(part), tensors -> {});
    }
    refused(whole, content -> content.put("step", -1), tensors -> {});
    refused(whole, content -> content.put("step", 11), tensors -> {});
    refused(whole, content -> ((ArrayNode) content.get("curve")).remove(2), tensors -> {});
    refused(whole, content -> ((ArrayNode) content.get("curve")).addNull(), tensors -> {});
    refused(whole, content -> epoch(content).put("epoch", 7), tensors -> {});
    refused(whole, content -> epoch(content).putNull("validation"), tensors -> {});
    for (String name : whole.tensors().names()) {
      refused(whole, content -> {}, tensors -> tensors.remove(name));
      refused(
          whole,
          content -> {},
          tensors -> tensors.compute(name, (n, v) -> v.resized(v.length() + 1)));
      refused(
          whole,
          content -> {},
          tensors -> {
            float[] values = whole.tensors().floats(name, ANY).clone();
            values[values.length - 1] = Float.NaN;
            tensors.put(name, new Tensor.Floats(values));
          });
    }
  }

  private static ObjectNode epoch(ObjectNode content) {
    return (ObjectNode) content.get("curve").get(0);
  }

  private void refused(
      ModelFile<ObjectNode> whole,
      Consumer<ObjectNode> change,
      Consumer<Map<String, Tensor>> tensorChange)
      throws IOException {
    ObjectNode content = whole.content().deepCopy();
    change.accept(content);
    Map<String, Tensor> tensors = new LinkedHashMap<>(whole.tensors().byName());
    tensorChange.accept(tensors);
    Path altered = folder.resolve("altered");
    new ModelFile<>(content, Tensors.of(tensors)).write(altered, "training checkpoint");
    assertThatThrownBy(() -> trainer(1, NEVER, Optional.of(altered)).train(images, heldOut, "run"))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(altered.toString());
  }

  @Test
  void warnings_told_before_a_break_are_kept() throws IOException {
    Path checkpoint = folder.resolve("checkpoint");
    Trainer trainer = blind(1, Optional.of(checkpoint), TrainingProgress.none());
    TrainedNetwork first = trainer.train(images, heldOut, "run");
    TrainedNetwork again = trainer.train(images, heldOut, "run");
    first.network().close();
    again.network().close();
    assertThat(first.warnings()).hasSize(1);
    assertThat(again.warnings()).isEqualTo(first.warnings());
  }

  @Test
  void a_validation_loss_that_is_no_number_is_a_divergence() throws IOException {
    Path checkpoint = folder.resolve("checkpoint");
    AtomicInteger asked = new AtomicInteger();
    trainer(1, () -> asked.incrementAndGet() > 4, Optional.of(checkpoint))
        .train(images, heldOut, "run")
        .network()
        .close();
    ModelFile<ObjectNode> whole =
        ModelFile.read(checkpoint, "training checkpoint", ObjectNode.class);
    // The first normalization's running means, which training does not look at: behind the first
    // convolution's weights and the normalization's own scales and offsets.
    float[] parameters = whole.tensors().floats("state/parameters", ANY);
    Arrays.fill(parameters, 3 * 3 * 3 * 4 + 8, 3 * 3 * 3 * 4 + 12, -1e38f);
    whole.write(checkpoint, "training checkpoint");
    assertThatThrownBy(
            () -> trainer(1, NEVER, Optional.of(checkpoint)).train(images, heldOut, "run"))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("diverged in epoch 2")
        .hasMessageContaining("validation");
  }

  @Test
  void a_stopped_run_returns_the_best_epoch_so_far() throws IOException {
    AtomicBoolean stop = new AtomicBoolean();
    TrainingProgress stopping =
        new TrainingProgress() {
          @Override
          public void epoch(EpochReport report) {
            stop.set(report.epoch() == 2);
          }
        };
    TrainedNetwork trained =
        trainer(NETWORK, LossConfig.defaults(), CONFIG, stop::get, Optional.empty(), stopping)
            .train(images, heldOut, "run");
    try (UNet network = trained.network()) {
      assertThat(trained.curve()).hasSize(2);
      // What is returned is what a run of as many epochs as its best one had at its end.
      int best = trained.curve().get(1).best() ? 2 : 1;
      AtomicBoolean stopEarlier = new AtomicBoolean();
      TrainingProgress earlier =
          new TrainingProgress() {
            @Override
            public void epoch(EpochReport report) {
              stopEarlier.set(report.epoch() == best);
            }
          };
      TrainedNetwork shorter =
          trainer(
                  NETWORK,
                  LossConfig.defaults(),
                  CONFIG,
                  stopEarlier::get,
                  Optional.empty(),
                  earlier)
              .train(images, heldOut, "run");
      assertSame(network.tensors(), shorter.network().tensors());
      shorter.network().close();
    }
  }

  @Test
  void a_run_that_is_stopped_in_its_first_epoch_has_nothing_to_return() {
    assertThatThrownBy(() -> trainer(1, () -> true, Optional.empty()).train(images, heldOut, ""))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("first epoch");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 12})
  void an_interrupt_ends_training_and_stays_set(int last) {
    AtomicInteger steps = new AtomicInteger();
    TrainingProgress interrupting =
        new TrainingProgress() {
          @Override
          public void step(StepReport report) {
            if (steps.incrementAndGet() == last) {
              Thread.currentThread().interrupt();
            }
          }
        };
    try {
      assertThatThrownBy(
              () ->
                  trainer(
                          NETWORK,
                          LossConfig.defaults(),
                          CONFIG,
                          NEVER,
                          Optional.empty(),
                          interrupting)
                      .train(images, heldOut, "run"))
          .isInstanceOf(InterruptedIOException.class);
      assertThat(steps).hasValue(last);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void a_divergence_is_named_with_epoch_and_batch() {
    // A weight that no float can hold makes the very first gradient infinite.
    LossConfig overflowing = LossConfig.defaults().withReconstruction(1, 1e300);
    assertThatThrownBy(
            () ->
                trainer(
                        NETWORK,
                        overflowing,
                        CONFIG,
                        NEVER,
                        Optional.empty(),
                        TrainingProgress.none())
                    .train(images, heldOut, "run"))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("diverged in epoch 1, batch 1")
        .hasMessageContaining("learning rate");
  }

  @Test
  void a_network_that_does_not_look_at_its_input_is_warned_of() throws IOException {
    List<String> told = new ArrayList<>();
    TrainingProgress listener =
        new TrainingProgress() {
          @Override
          public void warning(String text) {
            told.add(text);
          }
        };
    TrainedNetwork trained = blind(2, Optional.empty(), listener).train(images, heldOut, "run");
    trained.network().close();
    // Not after the first epoch, when the run has hardly begun.
    assertThat(trained.warnings())
        .singleElement()
        .asString()
        .contains("epoch 2")
        .contains("collapsed");
    assertThat(told).isEqualTo(trained.warnings());
  }

  /** No skips and hardly a step: the bottleneck does not depend on the image yet. */
  private static Trainer blind(int epochs, Optional<Path> checkpoint, TrainingProgress progress) {
    UNetConfig network = new UNetConfig(4, 2, 2, Collections.nCopies(4, 0.0), true);
    TrainingConfig idle = new TrainingConfig(epochs, 1, 4, 32, 1e-9, 0, 9, 0.2);
    return trainer(network, LossConfig.defaults(), idle, NEVER, checkpoint, progress);
  }

  @Test
  void a_healthy_run_is_not_warned_of_and_learns() throws IOException {
    TrainedNetwork trained =
        trainer(
                NETWORK,
                LossConfig.defaults(),
                new TrainingConfig(4, 12, 4, 32, 5e-3, 2, 9, 0.2),
                NEVER,
                Optional.empty(),
                TrainingProgress.none())
            .train(images, heldOut, "run");
    trained.network().close();
    List<EpochReport> curve = trained.curve();
    assertThat(trained.warnings()).isEmpty();
    assertThat(curve).extracting(EpochReport::epoch).containsExactly(1, 2, 3, 4);
    assertThat(curve.get(3).training().total()).isLessThan(curve.get(0).training().total());
    GradedAuroc auroc = curve.get(3).validationAuroc();
    assertThat(List.of(auroc.easy(), auroc.medium(), auroc.hard())).allMatch(a -> a >= 0 && a <= 1);
    assertThat(auroc.easy()).isGreaterThanOrEqualTo(auroc.hard());
    double lowest = Double.POSITIVE_INFINITY;
    for (EpochReport epoch : curve) {
      assertThat(epoch.best()).isEqualTo(epoch.validation().total() < lowest);
      lowest = Math.min(lowest, epoch.validation().total());
    }
  }

  @Test
  void training_ends_when_patience_does() throws IOException {
    // Nothing is learned at this rate, so that the first epoch mostly stays the best.
    TrainingConfig hopeless = new TrainingConfig(30, 1, 2, 32, 1e-12, 0, 2, 0.2);
    TrainedNetwork trained =
        trainer(
                NETWORK,
                LossConfig.defaults(),
                hopeless,
                NEVER,
                Optional.empty(),
                TrainingProgress.none())
            .train(images, heldOut, "run");
    trained.network().close();
    int best = 0;
    for (EpochReport epoch : trained.curve()) {
      best = epoch.best() ? epoch.epoch() : best;
    }
    assertThat(trained.curve().size()).isEqualTo(Math.min(30, best + 2));
  }

  @Test
  void steps_are_reported_with_epoch_speed_and_time_left() throws IOException {
    List<StepReport> steps = new ArrayList<>();
    TrainingProgress listener =
        new TrainingProgress() {
          @Override
          public void step(StepReport report) {
            steps.add(report);
          }
        };
    trainer(NETWORK, LossConfig.defaults(), CONFIG, NEVER, Optional.empty(), listener)
        .train(images, heldOut, "run")
        .network()
        .close();
    assertThat(steps).hasSize(12);
    for (int i = 0; i < 12; i++) {
      assertThat(steps.get(i).epoch()).isEqualTo(i / 4 + 1);
      assertThat(steps.get(i).step()).isEqualTo(i % 4 + 1);
      assertThat(steps.get(i).imagesPerSecond()).isPositive();
      assertThat(steps.get(i).losses().total()).isFinite().isPositive();
    }
    assertThat(steps.get(0).timeLeft()).isPositive();
    assertThat(steps.get(11).timeLeft()).isZero();
  }

  private Trainer trainer(long seed, BooleanSupplier stop, Optional<Path> checkpoint) {
    return new Trainer(
        NETWORK,
        LossConfig.defaults(),
        CONFIG,
        (image, random) -> image,
        DamageRecipes.training(),
        DamageRecipes::validation,
        seed,
        checkpoint,
        Optional.empty(),
        stop,
        TrainingProgress.none());
  }

  private static Trainer trainer(
      UNetConfig network,
      LossConfig loss,
      TrainingConfig config,
      BooleanSupplier stop,
      Optional<Path> checkpoint,
      TrainingProgress progress) {
    return new Trainer(
        network,
        loss,
        config,
        (image, random) -> image,
        DamageRecipes.training(),
        DamageRecipes::validation,
        1,
        checkpoint,
        Optional.empty(),
        stop,
        progress);
  }

  private Tensors tensors(Trainer trainer) throws IOException {
    try (UNet network = trainer.train(images, heldOut, "run").network()) {
      return network.tensors();
    }
  }

  private static void assertSame(Tensors found, Tensors expected) {
    assertThat(found).isEqualTo(expected);
  }
}
