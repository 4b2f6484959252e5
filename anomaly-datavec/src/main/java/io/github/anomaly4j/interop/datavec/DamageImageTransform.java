package io.github.anomaly4j.interop.datavec;

import io.github.anomaly4j.augment.Damage;
import io.github.anomaly4j.augment.Damaged;
import io.github.anomaly4j.image.Mask;
import io.github.anomaly4j.internal.random.RandomStreams;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.datavec.image.data.ImageWritable;
import org.datavec.image.transform.ImageTransform;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Damage} as a step of a DataVec pipeline, with {@link #currentMask()} for the damaged
 * pixels. Parts are cut from the image itself.
 *
 * <p>The result has 8 bits a channel: one channel if the image has one, else three. DataVec may
 * pass its own generator; without one, the numbers come from the seed. Like DataVec's own
 * transforms it stores the last image, so use one instance in one thread only.
 */
public final class DamageImageTransform implements ImageTransform {
  private final Damage damage;
  private final RandomGenerator own;
  private @Nullable ImageWritable current;
  private @Nullable Mask mask;

  /** A step that damages each image. */
  public DamageImageTransform(Damage damage, long seed) {
    this.damage = damage;
    this.own = RandomStreams.of(seed);
  }

  @Override
  public @Nullable ImageWritable transform(@Nullable ImageWritable image) {
    return transform(image, null);
  }

  /** The damaged image; null for null, as in DataVec's own transforms. */
  @Override
  public @Nullable ImageWritable transform(@Nullable ImageWritable image, @Nullable Random random) {
    if (image == null) {
      return null;
    }
    RandomGenerator generator = random == null ? own : random;
    Damaged damaged = damage.apply(Frames.image(image), generator);
    current = Frames.writable(damaged.image(), image);
    mask = damaged.mask();
    return current;
  }

  /** The coordinates unchanged: damage moves no pixels. */
  @Override
  public float[] query(float... coordinates) {
    return coordinates;
  }

  @Override
  public @Nullable ImageWritable getCurrentImage() {
    return current;
  }

  /** Where the last image was damaged; empty before the first. */
  public Optional<Mask> currentMask() {
    return Optional.ofNullable(mask);
  }
}
