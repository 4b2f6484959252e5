package io.github.anomaly4j.internal.network.train;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Doubles;
import io.github.anomaly4j.augment.Damage;
import io.github.anomaly4j.augment.Damaged;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.Mask;
import io.github.anomaly4j.internal.network.TrainableUNet;
import io.github.anomaly4j.internal.network.UNet;
import io.github.anomaly4j.internal.random.RandomStream;
import io.github.anomaly4j.metric.Auroc;
import io.github.anomaly4j.progress.EpochReport.GradedAuroc;
import io.github.anomaly4j.progress.EpochReport.Losses;
import io.github.anomaly4j.progress.EpochReport.NetworkBehavior;
import io.github.anomaly4j.spi.FeatureMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.random.RandomGenerator;

/**
 * Held-out images as they are, and with damage of three grades that is drawn once for the whole
 * run.
 */
final class ValidationSet {
  private static final int PER_CATEGORY = 8;
  private static final int BATCH = 8;

  /**
   * The result of a validation.
   *
   * @param losses mean over the images with medium damage
   * @param auroc of the mask output; NaN without one
   * @param behavior of the network, apart from its losses
   */
  record Result(Losses losses, GradedAuroc auroc, NetworkBehavior behavior) {}

  /** The same images with the same random damage at every grade. */
  private record Graded(Batch easy, Batch medium, Batch hard) {}

  private final List<Graded> batches = new ArrayList<>();

  /**
   * @param damage by its difficulty
   */
  ValidationSet(ImageStore images, DoubleFunction<Damage> damage, int cropSize, long seed) {
    List<Integer> numbers = new ArrayList<>();
    List<ImmutableList<Integer>> groups = new ArrayList<>();
    for (ImmutableList<Integer> category : images.byCategory()) {
      for (int number : category.subList(0, Math.min(PER_CATEGORY, category.size()))) {
        numbers.add(number);
        groups.add(category);
      }
    }
    for (int start = 0; start < numbers.size(); start += BATCH) {
      int from = start;
      int count = Math.min(BATCH, numbers.size() - start);
      DoubleFunction<Batch> at =
          difficulty -> {
            Batch batch = Batch.empty(count, cropSize);
            for (int i = 0; i < count; i++) {
              int number = numbers.get(from + i);
              RandomGenerator random = RandomStream.VALIDATION.of(seed, number);
              Image clean = images.crop(number, cropSize, random);
              Damage graded = damage.apply(difficulty);
              ImmutableList<Integer> category = groups.get(from + i);
              batch.set(i, clean, damage(clean, graded, category, images, cropSize, random));
            }
            return batch;
          };
      batches.add(
          new Graded(
              at.apply(GradedAuroc.EASY),
              at.apply(GradedAuroc.MEDIUM),
              at.apply(GradedAuroc.HARD)));
    }
  }

  /**
   * Draws until the damage changes something: a draw may change nothing, for example on a black
   * background.
   */
  private static Damaged damage(
      Image clean,
      Damage damage,
      ImmutableList<Integer> category,
      ImageStore images,
      int cropSize,
      RandomGenerator random) {
    for (int attempt = 0; attempt < 20; attempt++) {
      Damaged damaged =
          damage.apply(
              clean,
              stream ->
                  images.crop(category.get(stream.nextInt(category.size())), cropSize, stream),
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
    int images = 0;
    List<Double> clean = new ArrayList<>();
    List<Double> easy = new ArrayList<>();
    List<Double> medium = new ArrayList<>();
    List<Double> hard = new ArrayList<>();
    BehaviorMeasure behavior = new BehaviorMeasure();
    List<String> encoder = network.config().featureNames();
    encoder = encoder.subList(0, network.config().depth() + 1);
    for (Graded graded : batches) {
      Batch batch = graded.medium();
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
      images += batch.count();
      UNet.Output undamaged =
          network.run(batch.clean(), batch.count(), batch.size(), batch.size(), encoder);
      UNet.Output restored = run(network, graded.easy());
      behavior.addClean(batch, undamaged);
      behavior.addDamaged(graded.easy(), restored, undamaged);
      addScores(undamaged, clean);
      addScores(restored, easy);
      addScores(run(network, graded.medium()), medium);
      addScores(run(network, graded.hard()), hard);
    }
    return new Result(
        new Losses(ssim / images, mse / images, mask / images, total / images),
        new GradedAuroc(auroc(clean, easy), auroc(clean, medium), auroc(clean, hard)),
        behavior.result());
  }

  private static UNet.Output run(UNet network, Batch batch) {
    return network.run(batch.damaged(), batch.count(), batch.size(), batch.size());
  }

  /** Adds each image's score, the highest value of its mask. */
  private static void addScores(UNet.Output output, List<Double> scores) {
    FeatureMap mask = output.maskLogits();
    if (mask == null) {
      return;
    }
    float[] logits = mask.values();
    int pixels = logits.length / mask.batch();
    for (int start = 0; start < logits.length; start += pixels) {
      float highest = Float.NEGATIVE_INFINITY;
      for (int i = start; i < start + pixels; i++) {
        highest = Math.max(highest, logits[i]);
      }
      scores.add((double) highest);
    }
  }

  private static double auroc(List<Double> clean, List<Double> damaged) {
    double[] scores = Doubles.concat(Doubles.toArray(clean), Doubles.toArray(damaged));
    boolean[] anomalous = new boolean[scores.length];
    Arrays.fill(anomalous, clean.size(), scores.length, true);
    return Arrays.stream(scores).allMatch(Double::isFinite)
        ? Auroc.of(scores, anomalous)
        : Double.NaN;
  }
}
