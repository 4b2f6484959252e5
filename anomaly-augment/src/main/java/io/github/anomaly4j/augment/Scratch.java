package io.github.anomaly4j.augment;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.augment.Canvas;
import io.github.anomaly4j.internal.augment.DamageSize;
import io.github.anomaly4j.internal.augment.Interval;
import io.github.anomaly4j.internal.augment.Location;
import io.github.anomaly4j.internal.augment.Stencil;
import io.github.anomaly4j.internal.augment.Stroke;
import java.util.random.RandomGenerator;

/**
 * Thin lines, darker or lighter than what they cross: scratches, which are nearly straight, and
 * cracks, which wander, kink and branch.
 *
 * <p>Defaults: 1 to 3 lines, lengths 0.08 to 1.2, thicknesses 0.005 to 0.025, wander 0 to 1,
 * difficulty 0 to 0.7.
 */
public final class Scratch implements Damage {
  private static final Interval CONTRAST = new Interval(0.06, 0.6);

  private final Interval lines;
  private final Interval length;
  private final Interval thickness;
  private final Interval wander;
  private final Interval difficulty;

  private Scratch(Builder builder) {
    lines = builder.lines;
    length = builder.length;
    thickness = builder.thickness;
    wander = builder.wander;
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
    Stroke stroke = new Stroke(canvas, wander.uniform(random), random);
    int count = lines.integer(random);
    for (int i = 0; i < count; i++) {
      stroke.walk(
          Location.draw(image, random),
          2 * Math.PI * random.nextDouble(),
          DamageSize.pixels(length, hardness, canvas, random),
          Math.max(1, thickness.logUniform(random) * canvas.shorterSide()));
    }
    Stencil stencil = stroke.stencil();
    float[] color = canvas.contrasting(stencil, CONTRAST.at(1 - hardness), random);
    canvas.paint(stencil, 1, (channel, at, value) -> color[channel]);
    return canvas.finish();
  }

  /** Settings of a {@link Scratch}; each setter rejects invalid values. */
  public static final class Builder {
    private Interval lines = new Interval(1, 3);
    private Interval length = new Interval(0.08, 1.2);
    private Interval thickness = new Interval(0.005, 0.025);
    private Interval wander = new Interval(0, 1);
    private Interval difficulty = new Interval(0, 0.7);

    private Builder() {}

    /** How many lines, without branches; 1 to 100. */
    public Builder lines(int fewest, int most) {
      lines = Interval.checked("lines", fewest, most, 1, 100);
      return this;
    }

    /** The length as a share of the image's shorter side, log-uniform; above 0, to 3. */
    public Builder length(double shortest, double longest) {
      length = Interval.checked("length", shortest, longest, 1e-3, 3);
      return this;
    }

    /** The thickness as a share of the shorter side, log-uniform; above 0, to 0.2; from 1 pixel. */
    public Builder thickness(double thinnest, double thickest) {
      thickness = Interval.checked("thickness", thinnest, thickest, 1e-4, 0.2);
      return this;
    }

    /** From 0, a straight scratch, to 1, a branching crack. */
    public Builder wander(double least, double most) {
      wander = Interval.checked("wander", least, most, 0, 1);
      return this;
    }

    /** As {@link CutPaste.Builder#difficulty(double, double)}. */
    public Builder difficulty(double easiest, double hardest) {
      difficulty = Interval.checked("difficulty", easiest, hardest, 0, 1);
      return this;
    }

    /** The damage. */
    public Scratch build() {
      return new Scratch(this);
    }
  }
}
