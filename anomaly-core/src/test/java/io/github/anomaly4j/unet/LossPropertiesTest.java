package io.github.anomaly4j.unet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.loss.LossConfig;
import io.github.anomaly4j.loss.SsimReference;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class LossPropertiesTest {
  private final ReconstructionLoss pictures = new ReconstructionLoss(new LossConfig(1, 1, 0, 0, 0));
  private final MaskLoss focal = new MaskLoss(new LossConfig(0, 0, 1, 0.5, 2));
  private final MaskLoss crossEntropy = new MaskLoss(new LossConfig(0, 0, 1, 0, 0));

  @Property(tries = 20)
  void losses_and_their_gradients_are_zero_where_prediction_and_label_are_equal(@ForAll long seed) {
    for (ImageLoss loss : new ImageLoss[] {pictures, focal, crossEntropy}) {
      INDArray label = noise(seed);
      INDArray gradient = label.ulike();
      assertThat(loss.evaluate(label, label.dup(), gradient)).isCloseTo(0, within(1e-6));
      assertThat(gradient.amaxNumber().doubleValue()).isLessThan(2e-6);
    }
  }

  @Property(tries = 20)
  void losses_are_positive_where_prediction_and_label_differ(
      @ForAll long seed, @ForAll long other) {
    if (seed != other) {
      for (ImageLoss loss : new ImageLoss[] {pictures, focal, crossEntropy}) {
        assertThat(loss.evaluate(noise(seed), noise(other), null)).isPositive();
      }
    }
  }

  @Property(tries = 20)
  void the_picture_loss_is_symmetric(@ForAll long seed, @ForAll long other) {
    INDArray a = noise(seed);
    INDArray b = noise(other);
    assertThat(pictures.evaluate(a, b, null))
        .isCloseTo(pictures.evaluate(b, a, null), within(1e-5));
  }

  @Property(tries = 20)
  void similarity_on_native_arrays_agrees_with_the_brute_force(@ForAll long seed) {
    INDArray a = noise(seed);
    INDArray b = a.mul(0.8).addi(noise(seed + 1).mul(0.2));
    double expected = SsimReference.mean(a.data().asFloat(), b.data().asFloat(), 2 * 3, 14, 12);
    assertThat(new SsimBatch(a, b).mean()).isCloseTo(expected, within(1e-4));
  }

  @Property(tries = 20)
  void a_prediction_closer_to_the_label_costs_less(@ForAll long seed) {
    INDArray label = noise(seed);
    INDArray far = noise(seed + 1);
    INDArray near = label.mul(0.5).addi(far.mul(0.5));
    for (ImageLoss loss : new ImageLoss[] {pictures, focal, crossEntropy}) {
      assertThat(loss.evaluate(label, near, null)).isLessThan(loss.evaluate(label, far, null));
    }
  }

  @Property(tries = 10)
  void extreme_probabilities_have_finite_losses_and_gradients(@ForAll long seed) {
    INDArray label = noise(seed);
    for (double extreme : new double[] {0, 1}) {
      INDArray output = label.mul(0).addi(extreme);
      INDArray gradient = label.ulike();
      assertThat(focal.evaluate(label, output, gradient)).isFinite();
      assertThat(gradient.sumNumber().doubleValue()).isFinite();
    }
  }

  private static INDArray noise(long seed) {
    // java.util.Random ignores the seed's high bits: 0 and Long.MIN_VALUE would draw the same
    // noise.
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[2 * 3 * 14 * 12];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble();
    }
    return Nd4j.createFromArray(values).reshape('c', 2, 3, 14, 12);
  }
}
