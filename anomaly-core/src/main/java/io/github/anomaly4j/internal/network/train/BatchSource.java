package io.github.anomaly4j.internal.network.train;

import com.google.common.collect.ImmutableList;
import io.github.anomaly4j.augment.Augmentation;
import io.github.anomaly4j.augment.Damage;
import io.github.anomaly4j.augment.Damaged;
import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.config.TrainingConfig;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.Mask;
import io.github.anomaly4j.internal.random.RandomStream;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.random.RandomGenerator;

/**
 * Prepares each training batch one step ahead, on another worker if one is free. Every batch is
 * drawn from a random stream that depends only on the seed and the step's number, so that a resumed
 * run draws the same batches.
 */
final class BatchSource implements AutoCloseable {
  /**
   * One in eight images is undamaged, so that the network also learns to leave images unchanged.
   */
  private static final double UNDAMAGED = 0.125;

  private final ImageStore images;
  private final List<ImmutableList<Integer>> categories;
  private final Augmentation augmentation;
  private final Damage damage;
  private final TrainingConfig config;
  private final long seed;
  private final Workers workers = Workers.here();
  private FutureTask<Batch> next;
  private int nextStep = -1;

  BatchSource(
      ImageStore images,
      Augmentation augmentation,
      Damage damage,
      TrainingConfig config,
      long seed) {
    this.images = images;
    this.categories = images.byCategory();
    this.augmentation = augmentation;
    this.damage = damage;
    this.config = config;
    this.seed = seed;
  }

  /** The batch of a step, counted from 0 over the whole run. */
  Batch take(int step) throws InterruptedException {
    FutureTask<Batch> wanted = step == nextStep ? next : new FutureTask<>(() -> draw(step));
    nextStep = step + 1;
    next = new FutureTask<>(() -> draw(step + 1));
    workers.begin(next);
    // If no other thread has begun it.
    wanted.run();
    try {
      return wanted.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("batch " + step + " could not be prepared", e.getCause());
    }
  }

  private Batch draw(int step) {
    RandomGenerator random = RandomStream.BATCH.of(seed, step);
    Batch batch = Batch.empty(config.batchSize(), config.cropSize());
    for (int i = 0; i < batch.count(); i++) {
      // First a category, then an image: a category of 30 images is seen as often as one of 500.
      ImmutableList<Integer> category = categories.get(random.nextInt(categories.size()));
      Image clean = augmentation.apply(anyCrop(category, random), random);
      Damaged damaged =
          random.nextDouble() < UNDAMAGED
              ? new Damaged(clean, Mask.empty(clean.width(), clean.height()))
              : damage.apply(clean, stream -> anyCrop(category, stream), random);
      batch.set(i, clean, damaged);
    }
    return batch;
  }

  private Image anyCrop(ImmutableList<Integer> category, RandomGenerator random) {
    int number = category.get(random.nextInt(category.size()));
    return images.crop(number, config.cropSize(), random);
  }

  @Override
  public void close() {
    if (next != null) {
      // Not cancelled with an interrupt, which might stay set on a thread of the caller's executor.
      next.cancel(false);
    }
  }
}
