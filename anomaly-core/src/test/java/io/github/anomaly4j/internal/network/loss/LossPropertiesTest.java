package io.github.anomaly4j.internal.network.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.Reference;
import io.github.anomaly4j.config.LossConfig;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class LossPropertiesTest {
  private static final int CHANNELS = 3;
  private static final int HEIGHT = 14;
  private static final int WIDTH = 12;

  private final ReconstructionLoss images = new ReconstructionLoss(new LossConfig(1, 1, 0, 0, 0));
  private final MaskLoss focal = new MaskLoss(new LossConfig(0, 0, 1, 0.5, 2));
  private final MaskLoss crossEntropy = new MaskLoss(new LossConfig(0, 0, 1, 0, 0));

  @Property(tries = 20)
  void losses_and_their_gradients_are_zero_where_prediction_and_label_are_equal(@ForAll long seed) {
    for (ImageLoss loss : new ImageLoss[] {images, focal, crossEntropy}) {
      double[] label = noise(seed);
      double[] gradient = new double[label.length];
      assertThat(loss(loss, label, label.clone(), gradient)).isCloseTo(0, within(1e-12));
      assertThat(Arrays.stream(gradient).map(Math::abs).max().orElseThrow()).isLessThan(1e-12);
    }
  }

  @Property(tries = 20)
  void losses_are_positive_where_prediction_and_label_differ(
      @ForAll long seed, @ForAll long other) {
    if (seed != other) {
      for (ImageLoss loss : new ImageLoss[] {images, focal, crossEntropy}) {
        assertThat(loss(loss, noise(seed), noise(other), null)).isPositive();
      }
    }
  }

  @Example
  void the_image_loss_and_its_gradient_are_those_of_torchmetrics() {
    ReconstructionLoss loss = new ReconstructionLoss(new LossConfig(0.7, 1.3, 0, 0, 0));
    for (Reference images : Reference.cases("restoration")) {
      double[] gradient = new double[images.numbers("logits").length];
      double[] terms = termsOfLogits(loss, images, gradient);
      assertThat(terms).containsExactly(images.numbers("terms"), within(1e-9));
      assertThat(loss.total(terms)).isCloseTo(0.7 * terms[0] + 1.3 * terms[1], within(1e-12));
      assertThat(gradient).containsExactly(images.numbers("gradient"), within(1e-10));
    }
  }

  @Example
  void the_mask_loss_and_its_gradient_are_those_of_pytorch() {
    for (Reference masks : Reference.cases("mask")) {
      MaskLoss loss = new MaskLoss(new LossConfig(0, 0, 0.9, 0.4, masks.number("gamma")));
      double[] gradient = new double[masks.numbers("logits").length];
      double[] terms = termsOfLogits(loss, masks, gradient);
      // Probabilities are kept a millionth away from 0 and 1, and PyTorch's are not.
      assertThat(terms).containsExactly(new double[] {masks.number("value")}, within(2e-5));
      assertThat(loss.total(terms)).isCloseTo(0.9 * terms[0], within(1e-12));
      double[] expected = masks.numbers("gradient");
      for (int i = 0; i < gradient.length; i++) {
        assertThat(gradient[i]).isCloseTo(0.9 * expected[i], within(1e-6));
      }
    }
  }

  private static double[] termsOfLogits(ImageLoss loss, Reference of, double[] gradient) {
    return loss.termsOfLogits(
        of.numbers("wanted"),
        of.numbers("logits"),
        gradient,
        of.count("height"),
        of.count("width"));
  }

  @Property(tries = 20)
  void the_image_loss_is_symmetric(@ForAll long seed, @ForAll long other) {
    double[] a = noise(seed);
    double[] b = noise(other);
    assertThat(loss(images, a, b, null)).isCloseTo(loss(images, b, a, null), within(1e-5));
  }

  @Property(tries = 20)
  void similarity_agrees_with_the_brute_force(@ForAll long seed) {
    double[] a = noise(seed);
    double[] b = between(a, noise(seed + 1), 0.2);
    double expected = SsimReference.mean(floats(a), floats(b), CHANNELS, HEIGHT, WIDTH);
    double[] terms = images.terms(a, b, null, HEIGHT, WIDTH);
    assertThat(1 - terms[ReconstructionLoss.SSIM]).isCloseTo(expected, within(1e-5));
  }

  @Property(tries = 20)
  void a_prediction_closer_to_the_label_costs_less(@ForAll long seed) {
    double[] label = noise(seed);
    double[] far = noise(seed + 1);
    double[] near = between(label, far, 0.5);
    for (ImageLoss loss : new ImageLoss[] {images, focal, crossEntropy}) {
      assertThat(loss(loss, label, near, null)).isLessThan(loss(loss, label, far, null));
    }
  }

  @Property(tries = 10)
  void extreme_probabilities_have_finite_losses_and_gradients(@ForAll long seed) {
    double[] label = noise(seed);
    for (double extreme : new double[] {0, 1}) {
      double[] output = new double[label.length];
      Arrays.fill(output, extreme);
      double[] gradient = new double[label.length];
      assertThat(loss(focal, label, output, gradient)).isFinite();
      assertThat(Arrays.stream(gradient).sum()).isFinite();
    }
  }

  private static double[] noise(long seed) {
    // java.util.Random ignores the seed's high bits: 0 and Long.MIN_VALUE would draw the same
    // noise.
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[CHANNELS * HEIGHT * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextDouble();
    }
    return values;
  }

  private static double[] between(double[] a, double[] b, double share) {
    double[] between = new double[a.length];
    Arrays.setAll(between, i -> (1 - share) * a[i] + share * b[i]);
    return between;
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private static double loss(ImageLoss loss, double[] wanted, double[] given, double[] gradient) {
    return loss.total(loss.terms(wanted, given, gradient, HEIGHT, WIDTH));
  }
}
