package io.github.anomaly4j.internal.network.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.augment.Damage;
import io.github.anomaly4j.augment.DamageRecipes;
import io.github.anomaly4j.augment.Damaged;
import io.github.anomaly4j.config.LossConfig;
import io.github.anomaly4j.config.TrainingConfig;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.Mask;
import io.github.anomaly4j.internal.grid.Letterbox;
import io.github.anomaly4j.progress.EpochReport;
import io.github.anomaly4j.progress.EpochReport.GradedAuroc;
import io.github.anomaly4j.progress.EpochReport.Losses;
import io.github.anomaly4j.progress.EpochReport.NetworkBehavior;
import io.github.anomaly4j.progress.TrainingProgress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrainingFailureTest {
  private static final UNetConfig NETWORK =
      UNetConfig.defaults().withDepth(2).withBaseWidth(4).withSkips(0, 1);
  private static final TrainingConfig CONFIG = new TrainingConfig(4, 55, 4, 32, 5e-3, 10, 9, 0.2);
  private static final Damage DAMAGE = DamageRecipes.training();
  private static final NetworkBehavior SOUND = new NetworkBehavior(0.01, 0.9, 0.8, 0, 0.3);

  @Test
  void a_healthy_run_names_none() throws IOException {
    assertThat(waves(NETWORK, CONFIG, DAMAGE)).isEmpty();
  }

  @Test
  void a_learning_rate_100_times_too_high_is_named() throws IOException {
    assertThat(waves(NETWORK, CONFIG.withLearningRate(100 * CONFIG.learningRate()), DAMAGE))
        .singleElement()
        .asString()
        .startsWith("dead channels after epoch 4: ")
        .contains("learning rate is too high");
  }

  @Test
  void a_network_without_skips_on_a_fine_texture_is_named() throws IOException {
    UNetConfig network = new UNetConfig(4, 2, 4, List.of(0.0, 0.0, 0.0, 0.0), true);
    assertThat(train(network, CONFIG, DAMAGE, grain(20, 1), grain(8, 2)))
        .singleElement()
        .asString()
        .startsWith("constant output after epoch 4: ")
        .contains("switch skip connections on");
  }

  @Test
  void a_network_with_full_skips_that_never_saw_damage_is_named_for_copying() throws IOException {
    Damage none =
        (image, donors, random) -> new Damaged(image, Mask.empty(image.width(), image.height()));
    TrainingConfig fast = CONFIG.withLearningRate(2e-2);
    assertThat(train(NETWORK.withSkips(1, 1), fast, none, grain(20, 1), grain(8, 2)))
        .singleElement()
        .asString()
        .startsWith("identity copying after epoch 4: ")
        .contains("the top level's first");
  }

  @Test
  void an_output_that_varies_within_images_but_not_across_them_is_a_mean_image() {
    assertThat(seen(new NetworkBehavior(0.01, 0.5, 0.01, 0, 0), 200))
        .singleElement()
        .asString()
        .startsWith("output independent of the input after epoch 2: ")
        .contains("1.0 %")
        .contains("mean image");
  }

  @Test
  void nothing_is_named_before_the_network_has_learned_for_a_while() {
    NetworkBehavior sick = new NetworkBehavior(0, 1, 1, 1, 1);
    assertThat(seen(sick, 199)).isEmpty();
    assertThat(seen(sick, 200)).hasSize(1);
    assertThat(seen(sick, 500)).hasSize(2);
    NetworkBehavior flat = new NetworkBehavior(0.2, 0, 0, 0, 0);
    assertThat(seen(flat, 199)).isEmpty();
    assertThat(seen(flat, 200)).hasSize(1);
  }

  @Test
  void channels_that_wake_up_again_are_not_dead() {
    List<EpochReport> once = curve(new NetworkBehavior(0.01, 0.9, 0.8, 0.5, 0.3), 1);
    assertThat(
            TrainingFailure.DEAD_CHANNELS.seen(new TrainingFailure.State(once, 300, 1000, false)))
        .isEmpty();
    assertThat(TrainingFailure.DEAD_CHANNELS.seen(new TrainingFailure.State(once, 300, 1000, true)))
        .isPresent();
  }

  @Test
  void a_symptom_is_told_once() {
    TrainingFailure.State state =
        new TrainingFailure.State(
            curve(new NetworkBehavior(0.01, 0.9, 0.8, 0.5, 0.3), 1, 1), 1000, 1000, false);
    List<String> told = new ArrayList<>();
    TrainingFailure.DEAD_CHANNELS.warning(state, told).ifPresent(told::add);
    assertThat(told).hasSize(1);
    assertThat(TrainingFailure.DEAD_CHANNELS.warning(state, told)).isEmpty();
  }

  @Test
  void a_loss_that_jumps_or_stays_far_above_its_lowest_is_diverging() {
    assertThat(diverging(0.3, 0.2, 0.61)).isTrue();
    assertThat(diverging(0.3, 0.2, 0.45, 0.5)).isFalse();
    assertThat(diverging(0.3, 0.2, 0.45, 0.5, 0.41)).isTrue();
    assertThat(diverging(0.3, 0.2, 0.45, 0.5, 0.39)).isFalse();
    assertThat(diverging(1.7, 0.9, 0.5, 0.4)).isFalse();
    assertThat(diverging(0.2)).isFalse();
  }

  private static boolean diverging(double... losses) {
    TrainingFailure.State state = new TrainingFailure.State(curve(SOUND, losses), 10, 1000, false);
    return TrainingFailure.DIVERGENCE.seen(state).isPresent();
  }

  private static List<String> seen(NetworkBehavior behavior, long steps) {
    TrainingFailure.State state =
        new TrainingFailure.State(curve(behavior, 1, 1), steps, 1000, false);
    List<String> warnings = new ArrayList<>();
    for (TrainingFailure symptom : TrainingFailure.values()) {
      symptom.warning(state, List.of()).ifPresent(warnings::add);
    }
    return warnings;
  }

  /** A curve whose validation loss is as given. */
  private static List<EpochReport> curve(NetworkBehavior behavior, double... losses) {
    List<EpochReport> curve = new ArrayList<>();
    for (double loss : losses) {
      curve.add(
          new EpochReport(
              curve.size() + 1,
              new Losses(0, 0, 0, 0.1),
              new Losses(0, 0, 0, loss),
              new GradedAuroc(1, 1, 1),
              behavior,
              false));
    }
    return curve;
  }

  private static List<String> waves(UNetConfig network, TrainingConfig config, Damage damage)
      throws IOException {
    return train(network, config, damage, Waves.store(20, 1), Waves.store(8, 2));
  }

  private static List<String> train(
      UNetConfig network,
      TrainingConfig config,
      Damage damage,
      ImageStore images,
      ImageStore heldOut)
      throws IOException {
    TrainedNetwork trained =
        new Trainer(
                network,
                LossConfig.defaults(),
                config,
                (image, random) -> image,
                damage,
                DamageRecipes::validation,
                1,
                Optional.empty(),
                Optional.empty(),
                () -> false,
                TrainingProgress.none())
            .train(images, heldOut, "run");
    trained.network().close();
    return trained.warnings();
  }

  /** Gray grain as fine as the pixels: nothing that a narrow bottleneck could carry. */
  private static ImageStore grain(int count, long seed) {
    Random random = new Random(seed);
    ImageStore store = new ImageStore();
    for (int image = 0; image < count; image++) {
      float[] rgb = new float[3 * 48 * 48];
      for (int i = 0; i < 48 * 48; i++) {
        float value = (float) Math.max(0, Math.min(1, 0.5 + 0.15 * random.nextGaussian()));
        for (int channel = 0; channel < 3; channel++) {
          rgb[channel * 48 * 48 + i] = value;
        }
      }
      store.add("grain", new Letterbox(48, 48).fit(Image.of(48, 48, rgb)));
    }
    return store;
  }
}
