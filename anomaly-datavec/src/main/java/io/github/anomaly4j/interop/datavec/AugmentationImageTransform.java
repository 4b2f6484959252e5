package io.github.anomaly4j.interop.datavec;

import io.github.anomaly4j.augment.Augmentation;
import io.github.anomaly4j.internal.random.RandomStreams;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.datavec.image.data.ImageWritable;
import org.datavec.image.transform.ImageTransform;
import org.jspecify.annotations.Nullable;

/**
 * An {@link Augmentation} as a step of a DataVec pipeline.
 *
 * <p>The result has 8 bits a channel: one channel if the image has one, else three. DataVec may
 * pass its own generator; without one, the numbers come from the seed. Like DataVec's own
 * transforms it stores the last image, so use one instance in one thread only.
 */
public final class AugmentationImageTransform implements ImageTransform {
  private final Augmentation transform;
  private final RandomGenerator own;
  private @Nullable ImageWritable current;

  /** A step that applies the transform to each image. */
  public AugmentationImageTransform(Augmentation transform, long seed) {
    this.transform = transform;
    this.own = RandomStreams.of(seed);
  }

  @Override
  public @Nullable ImageWritable transform(@Nullable ImageWritable image) {
    return transform(image, null);
  }

  /** The changed image; null for null, as in DataVec's own transforms. */
  @Override
  public @Nullable ImageWritable transform(@Nullable ImageWritable image, @Nullable Random random) {
    if (image == null) {
      return null;
    }
    RandomGenerator generator = random == null ? own : random;
    current = Frames.writable(transform.apply(Frames.image(image), generator), image);
    return current;
  }

  /**
   * Not offered: an {@link Augmentation} does not say where it moved pixels.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public float[] query(float... coordinates) {
    throw new UnsupportedOperationException(
        "an Augmentation does not report where it moved coordinates");
  }

  @Override
  public @Nullable ImageWritable getCurrentImage() {
    return current;
  }
}
