package io.github.anomaly4j.augment;

import com.google.common.collect.Lists;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.augment.Canvas;
import io.github.anomaly4j.internal.augment.DamageSize;
import io.github.anomaly4j.internal.augment.FractalNoise;
import io.github.anomaly4j.internal.augment.Interval;
import io.github.anomaly4j.internal.augment.Sampler;
import io.github.anomaly4j.internal.augment.Stencil;
import io.github.anomaly4j.internal.augment.WhiteNoise;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Changes the surface of a region: spots, stains, rough and worn patches, light and dark areas.
 * Ragged regions come from Perlin noise, as in DRAEM (Zavrtanik et al., ICCV 2021).
 *
 * <p>Defaults: all kinds, outlines blob, polygon and cloud, sizes 0.025 to 0.4, difficulty 0 to
 * 0.7.
 */
public final class TextureDamage implements Damage {
  /** What happens to the region. */
  public enum Kind {
    /** Grain, fine or coarse, is added. */
    NOISE,
    /** Detail is lost. */
    BLUR,
    /** The brightness is scaled, with a sharp edge or a slow fade. */
    GAIN,
    /** A spot covers the surface, and up to seven smaller spots are anywhere in the image. */
    SPOTS,
    /** The color is shifted unevenly; the surface shows through. */
    STAIN,
    /** The region is filled smoothly from its rim, so that its content is missing. */
    ERASE,
    /** The surface is displaced, as by a dent. */
    WARP
  }

  private static final Interval CONTRAST = new Interval(0.05, 0.6);
  private static final Interval OPACITY = new Interval(0.25, 1);
  private static final Interval ASPECT = new Interval(1 / 3.0, 3);
  private static final Interval SPOT_COUNT = new Interval(1, 9);
  private static final double LATER_SPOT = 0.5;

  private final List<Kind> kinds;
  private final List<Outline> outlines;
  private final Interval size;
  private final Interval difficulty;

  private TextureDamage(Builder builder) {
    kinds = builder.kinds;
    outlines = builder.outlines;
    size = builder.size;
    difficulty = builder.difficulty;
  }

  /** A builder with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public Damaged apply(Image image, ImageSource others, RandomGenerator random) {
    Canvas canvas = new Canvas(image);
    double hardness = difficulty.uniform(random);
    double pixels = DamageSize.pixels(size, hardness, canvas, random);
    double contrast = CONTRAST.at(1 - hardness);
    double opacity = OPACITY.at(1 - hardness);
    Kind kind = OneOf.draw(kinds, random);
    double softness = kind == Kind.WARP ? 1 : Math.pow(random.nextDouble(), 2);
    Stencil stencil = region(canvas, pixels, softness, random);
    switch (kind) {
      case NOISE -> noise(canvas, stencil, contrast, random);
      case BLUR -> blur(canvas, stencil, opacity, random);
      case GAIN -> gain(canvas, stencil, contrast, random);
      case SPOTS -> spots(canvas, stencil, pixels, contrast, random);
      case STAIN -> stain(canvas, stencil, contrast, random);
      case ERASE -> erase(canvas, stencil, opacity);
      case WARP -> warp(canvas, stencil, pixels * opacity / 3, random);
    }
    return canvas.finish();
  }

  private Stencil region(Canvas canvas, double pixels, double softness, RandomGenerator random) {
    double aspect = ASPECT.logUniform(random);
    return OneOf.draw(outlines, random).draw(canvas, pixels, aspect, softness * pixels, random);
  }

  private void spots(
      Canvas canvas, Stencil first, double pixels, double contrast, RandomGenerator random) {
    int count = (int) SPOT_COUNT.logUniform(random);
    Stencil spot = first;
    for (int i = 0; i < count; i++) {
      float[] color = canvas.contrasting(spot, contrast, random);
      canvas.paint(spot, 1, (channel, at, value) -> color[channel]);
      spot = region(canvas, Math.max(2, LATER_SPOT * pixels * random.nextDouble()), 0.2, random);
    }
  }

  private static void noise(
      Canvas canvas, Stencil stencil, double contrast, RandomGenerator random) {
    float[] grain =
        random.nextBoolean()
            ? WhiteNoise.draw(stencil.alpha().length, random)
            : FractalNoise.draw(
                stencil.width(), stencil.height(), 3 + 5 * random.nextDouble(), random);
    float strength = (float) contrast / 2;
    canvas.paint(stencil, 1, (channel, at, value) -> value + strength * grain[at]);
  }

  private static void blur(Canvas canvas, Stencil stencil, double opacity, RandomGenerator random) {
    int width = stencil.width();
    int height = stencil.height();
    int radius = 2 + random.nextInt(4);
    float[] soft =
        canvas
            .sound()
            .crop(stencil.x(), stencil.y(), width, height)
            .resize(1 + (width - 1) / radius, 1 + (height - 1) / radius)
            .resize(width, height)
            .toArray();
    Blend.FEATHERED.paste(canvas, stencil, soft, opacity);
  }

  private static void gain(
      Canvas canvas, Stencil stencil, double contrast, RandomGenerator random) {
    float factor = (float) (random.nextBoolean() ? 1 + contrast : 1 - contrast);
    canvas.paint(stencil, 1, (channel, at, value) -> value * factor);
  }

  private static void stain(
      Canvas canvas, Stencil stencil, double contrast, RandomGenerator random) {
    float[] mean = canvas.mean(stencil);
    float[] color = canvas.contrasting(stencil, contrast, random);
    double cell = Math.max(stencil.width(), stencil.height()) / 3.0;
    float[] noise = FractalNoise.draw(stencil.width(), stencil.height(), cell, random);
    canvas.paint(
        stencil,
        1,
        (channel, at, value) -> value + (color[channel] - mean[channel]) * (0.8f + noise[at]));
  }

  private static void erase(Canvas canvas, Stencil stencil, double opacity) {
    float[] flat = new float[Image.CHANNELS * stencil.alpha().length];
    Blend.POISSON.paste(canvas, stencil, flat, opacity);
  }

  private static void warp(
      Canvas canvas, Stencil stencil, double distance, RandomGenerator random) {
    Sampler sampler = Sampler.of(canvas.sound());
    double angle = 2 * Math.PI * random.nextDouble();
    double pushX = distance * Math.cos(angle);
    double pushY = distance * Math.sin(angle);
    int stride = stencil.alpha().length;
    float[] moved = new float[Image.CHANNELS * stride];
    for (int at = 0; at < stride; at++) {
      double share = stencil.alpha()[at];
      double x = stencil.x() + at % stencil.width() - share * pushX;
      double y = stencil.y() + at / stencil.width() - share * pushY;
      sampler.read(x, y, moved, at, stride);
    }
    // The distances contain the fade already.
    Stencil box = Stencil.full(stencil.x(), stencil.y(), stencil.width(), stencil.height());
    Blend.FEATHERED.paste(canvas, box, moved, 1);
  }

  /** Settings of a {@link TextureDamage}; each setter rejects invalid values. */
  public static final class Builder {
    private List<Kind> kinds = List.of(Kind.values());
    private List<Outline> outlines = List.of(Outline.BLOB, Outline.POLYGON, Outline.CLOUD);
    private Interval size = DamageSize.DEFAULT;
    private Interval difficulty = new Interval(0, 0.7);

    private Builder() {}

    /** The kinds to choose from. */
    public Builder kinds(Kind first, Kind... more) {
      kinds = List.copyOf(Lists.asList(first, more));
      return this;
    }

    /** The outlines to choose from. */
    public Builder outlines(Outline first, Outline... more) {
      outlines = List.copyOf(Lists.asList(first, more));
      return this;
    }

    /** As {@link CutPaste.Builder#size(double, double)}. */
    public Builder size(double smallest, double largest) {
      size = DamageSize.checked(smallest, largest);
      return this;
    }

    /** As {@link CutPaste.Builder#difficulty(double, double)}. */
    public Builder difficulty(double easiest, double hardest) {
      difficulty = Interval.checked("difficulty", easiest, hardest, 0, 1);
      return this;
    }

    /** The damage. */
    public TextureDamage build() {
      return new TextureDamage(this);
    }
  }
}
