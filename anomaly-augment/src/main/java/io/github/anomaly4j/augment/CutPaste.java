package io.github.anomaly4j.augment;

import com.google.common.collect.Lists;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.augment.Canvas;
import io.github.anomaly4j.internal.augment.DamageSize;
import io.github.anomaly4j.internal.augment.Interval;
import io.github.anomaly4j.internal.augment.Location;
import io.github.anomaly4j.internal.augment.Sampler;
import io.github.anomaly4j.internal.augment.Stencil;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Cuts a part of this image or another one and pastes it elsewhere, turned, scaled and a little
 * brighter or darker: missing, foreign and displaced parts (CutPaste: Li et al., CVPR 2021; NSA:
 * Schlüter et al., ECCV 2022).
 *
 * <p>Defaults: all outlines, both blends, sizes 0.025 to 0.4, aspects 1/3 to 3, one half from other
 * images, difficulty 0 to 0.7.
 */
public final class CutPaste implements Damage {
  private static final Interval SCALE = new Interval(0.7, 1.4);
  private static final Interval SCAR = new Interval(4, 16);
  private static final Interval OPACITY = new Interval(0.15, 1);
  private static final double JITTER = 0.15;

  private final List<Outline> outlines;
  private final List<Blend> blends;
  private final Interval size;
  private final Interval aspect;
  private final double fromOthers;
  private final Interval difficulty;

  private CutPaste(Builder builder) {
    outlines = builder.outlines;
    blends = builder.blends;
    size = builder.size;
    aspect = builder.aspect;
    fromOthers = builder.fromOthers;
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
    Outline outline = OneOf.draw(outlines, random);
    double ratio = (outline == Outline.SCAR ? SCAR : aspect).logUniform(random);
    double pixels = DamageSize.pixels(size, hardness, canvas, random);
    double feather = 1 + random.nextDouble() * pixels / 4;
    Stencil stencil = outline.draw(canvas, pixels, ratio, feather, random);
    Image source = random.nextDouble() < fromOthers ? others.next(random) : image;
    float[] part = cut(source, stencil, random);
    OneOf.draw(blends, random).paste(canvas, stencil, part, OPACITY.at(1 - hardness));
    return canvas.finish();
  }

  /** A random place of the source, turned, scaled and shifted in brightness, for the whole box. */
  private static float[] cut(Image source, Stencil stencil, RandomGenerator random) {
    Sampler sampler = Sampler.of(source);
    double angle = 2 * Math.PI * random.nextDouble();
    double scale = SCALE.logUniform(random);
    double cos = Math.cos(angle) * scale;
    double sin = Math.sin(angle) * scale;
    Location center = Location.draw(source, random);
    float shift = (float) (JITTER * (2 * random.nextDouble() - 1));
    int stride = stencil.alpha().length;
    float[] part = new float[Image.CHANNELS * stride];
    for (int at = 0; at < stride; at++) {
      double dx = at % stencil.width() - stencil.width() / 2.0;
      double dy = at / stencil.width() - stencil.height() / 2.0;
      sampler.read(
          center.x() + cos * dx - sin * dy, center.y() + sin * dx + cos * dy, part, at, stride);
    }
    for (int i = 0; i < part.length; i++) {
      part[i] += shift;
    }
    return part;
  }

  /** Settings of a {@link CutPaste}; each setter rejects invalid values. */
  public static final class Builder {
    private List<Outline> outlines = List.of(Outline.values());
    private List<Blend> blends = List.of(Blend.values());
    private Interval size = DamageSize.DEFAULT;
    private Interval aspect = new Interval(1 / 3.0, 3);
    private double fromOthers = 0.5;
    private Interval difficulty = new Interval(0, 0.7);

    private Builder() {}

    /** The outlines to choose from. */
    public Builder outlines(Outline first, Outline... more) {
      outlines = List.copyOf(Lists.asList(first, more));
      return this;
    }

    /** The blends to choose from. */
    public Builder blends(Blend first, Blend... more) {
      blends = List.copyOf(Lists.asList(first, more));
      return this;
    }

    /**
     * The square root of the damaged area as a share of the image's shorter side, log-uniform;
     * above 0 and to 1. Sizes below 2 pixels become 2 pixels.
     */
    public Builder size(double smallest, double largest) {
      size = DamageSize.checked(smallest, largest);
      return this;
    }

    /** Width over height, log-uniform; 0.05 to 20. Scars are always 4 to 16. */
    public Builder aspect(double narrowest, double widest) {
      aspect = Interval.checked("aspect", narrowest, widest, 0.05, 20);
      return this;
    }

    /** The probability, 0 to 1, that the part comes from another image. */
    public Builder fromOthers(double probability) {
      fromOthers = Interval.checked("fromOthers", probability, probability, 0, 1).low();
      return this;
    }

    /** From 0, obvious, to 1, barely visible: higher is fainter and, on average, smaller. */
    public Builder difficulty(double easiest, double hardest) {
      difficulty = Interval.checked("difficulty", easiest, hardest, 0, 1);
      return this;
    }

    /** The damage. */
    public CutPaste build() {
      return new CutPaste(this);
    }
  }
}
