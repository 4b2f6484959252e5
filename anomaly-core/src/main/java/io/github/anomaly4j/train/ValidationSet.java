package io.github.anomaly4j.train;

import com.google.common.collect.ImmutableList;
import io.github.anomaly4j.augment.Damage;
import io.github.anomaly4j.augment.Damaged;
import io.github.anomaly4j.augment.RandomStreams;
import io.github.anomaly4j.image.Mask;
import io.github.anomaly4j.image.Picture;
import io.github.anomaly4j.metric.Auroc;
import io.github.anomaly4j.unet.Losses;
import io.github.anomaly4j.unet.TrainableUNet;
import io.github.anomaly4j.unet.UNet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Held-out pictures, each once as it is and once with damage that stays the same all run long. */
final class ValidationSet {
  private static final long STREAM = 2;
  private static final int PER_CATEGORY = 8;
  private static final int BATCH = 8;

  /** Below this share of the input's variance, a reconstruction does not depend on its input. */
  private static final double COLLAPSED = 0.02;

  /**
   * What a validation found.
   *
   * @param losses mean over the damaged pictures
   * @param auroc of the mask output, damaged against undamaged; NaN without one
   * @param variance of the reconstructions across pictures, as a share of the inputs' variance
   */
  record Result(Losses losses, double auroc, double variance) {
    boolean collapsed() {
      return variance < COLLAPSED;
    }
  }

  private final List<Batch> batches = new ArrayList<>();

  ValidationSet(PictureStore pictures, Damage damage, int cropSize, long seed) {
    List<Integer> numbers = new ArrayList<>();
    List<ImmutableList<Integer>> groups = new ArrayList<>();
    for (ImmutableList<Integer> category : pictures.byCategory()) {
      for (int number : category.subList(0, Math.min(PER_CATEGORY, category.size()))) {
        numbers.add(number);
        groups.add(category);
      }
    }
    for (int start = 0; start < numbers.size(); start += BATCH) {
      int count = Math.min(BATCH, numbers.size() - start);
      Batch batch = Batch.empty(count, cropSize);
      for (int i = 0; i < count; i++) {
        int number = numbers.get(start + i);
        ImmutableList<Integer> category = groups.get(start + i);
        RandomGenerator random = RandomStreams.of(seed, STREAM, number);
        Picture clean = pictures.crop(number, cropSize, random);
        batch.set(i, clean, damage(clean, damage, category, pictures, cropSize, random));
      }
      batches.add(batch);
    }
  }

  /** Damage that changed something: a draw may miss, as on a black background. */
  private static Damaged damage(
      Picture clean,
      Damage damage,
      ImmutableList<Integer> category,
      PictureStore pictures,
      int cropSize,
      RandomGenerator random) {
    for (int attempt = 0; attempt < 20; attempt++) {
      Damaged damaged =
          damage.apply(
              clean,
              stream ->
                  pictures.crop(category.get(stream.nextInt(category.size())), cropSize, stream),
              random);
      if (!damaged.mask().isEmpty()) {
        return damaged;
      }
    }
    return new Damaged(clean, Mask.empty(clean.width(), clean.height()));
  }

  Result validate(TrainableUNet trainable, UNet network) {
    double ssim = 0;
    double mse = 0;
    double mask = 0;
    double total = 0;
    int pictures = 0;
    List<Double> scores = new ArrayList<>();
    List<Boolean> labels = new ArrayList<>();
    Variance inputs = new Variance();
    Variance outputs = new Variance();
    for (Batch batch : batches) {
      Losses losses =
          trainable.losses(
              batch.damaged(),
              batch.clean(),
              batch.maskFor(trainable.config()),
              batch.count(),
              batch.size(),
              batch.size());
      ssim += losses.ssim() * batch.count();
      mse += losses.mse() * batch.count();
      mask += losses.mask() * batch.count();
      total += losses.total() * batch.count();
      pictures += batch.count();
      UNet.Output clean = network.run(batch.clean(), batch.count(), batch.size(), batch.size());
      UNet.Output damaged = network.run(batch.damaged(), batch.count(), batch.size(), batch.size());
      inputs.add(batch.clean(), batch.count());
      outputs.add(clean.reconstruction().values(), batch.count());
      addScores(clean, false, scores, labels);
      addScores(damaged, true, scores, labels);
    }
    double[] values = scores.stream().mapToDouble(Double::doubleValue).toArray();
    boolean[] anomalous = new boolean[values.length];
    for (int i = 0; i < anomalous.length; i++) {
      anomalous[i] = labels.get(i);
    }
    return new Result(
        new Losses(ssim / pictures, mse / pictures, mask / pictures, total / pictures),
        Arrays.stream(values).allMatch(Double::isFinite) ? Auroc.of(values, anomalous) : Double.NaN,
        inputs.mean() == 0 ? 1 : outputs.mean() / inputs.mean());
  }

  private static void addScores(
      UNet.Output output, boolean anomalous, List<Double> scores, List<Boolean> labels) {
    if (output.maskLogits() == null) {
      return;
    }
    float[] logits = output.maskLogits().values();
    int pixels = logits.length / output.maskLogits().batch();
    for (int start = 0; start < logits.length; start += pixels) {
      float highest = Float.NEGATIVE_INFINITY;
      for (int i = start; i < start + pixels; i++) {
        highest = Math.max(highest, logits[i]);
      }
      scores.add((double) highest);
      labels.add(anomalous);
    }
  }

  /** Mean over all pixels of the variance across pictures. */
  private static final class Variance {
    private double[] sum;
    private double[] squares;
    private int pictures;

    void add(float[] values, int count) {
      int pixels = values.length / count;
      if (sum == null) {
        sum = new double[pixels];
        squares = new double[pixels];
      }
      for (int i = 0; i < values.length; i++) {
        sum[i % pixels] += values[i];
        squares[i % pixels] += (double) values[i] * values[i];
      }
      pictures += count;
    }

    double mean() {
      double total = 0;
      for (int i = 0; i < sum.length; i++) {
        double mean = sum[i] / pictures;
        total += squares[i] / pictures - mean * mean;
      }
      return total / sum.length;
    }
  }
}
