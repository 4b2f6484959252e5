package io.github.anomaly4j.cli.product;

import static java.util.Objects.requireNonNull;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.Mask;
import io.github.anomaly4j.internal.random.RandomStreams;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * A kind of piece that can be drawn, whole or with a defect, as an image of {@value #SIZE} by
 * {@value #SIZE} pixels. The same seed and index give the same piece.
 */
public enum Product {
  /** A green circuit board with chips, resistors and rows of pads. */
  BOARD(new Board()),
  /** A two-colored capsule with a print. */
  CAPSULE(new Capsule()),
  /** Blue twill, close up. */
  FABRIC(new Fabric()),
  /** A printed label on cardboard; two digits of its number differ from label to label. */
  LABEL(new Label()),
  /** A turned metal washer. */
  WASHER(new Washer()),
  /** A planed board of wood. */
  WOOD(new Wood());

  /** Width and height of every image. */
  public static final int SIZE = Canvas.SIZE;

  /** Differences below this are not visible and are left out of image and mask. */
  private static final float VISIBLE = 5 / 255f;

  private final Drawing drawing;

  Product(Drawing drawing) {
    this.drawing = drawing;
  }

  /** Its name in lower case, as its folder is called. */
  public String category() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kinds of defect that it can have. */
  public List<String> defects() {
    return drawing.defects();
  }

  /** A piece without defect. */
  public Image normal(long seed, int index) {
    return photograph(seed, index, new Flaw("good", 0, stream(seed, index, 2)));
  }

  /**
   * A piece with a defect; otherwise it is the normal piece of the same seed and index.
   *
   * @param defect one of {@link #defects()}
   * @param severity from 0, just visible, to 1, obvious
   * @throws IllegalArgumentException if the product cannot have that defect, or the severity is out
   *     of its range
   */
  public Specimen defective(long seed, int index, String defect, double severity) {
    if (!defects().contains(requireNonNull(defect, "defect"))) {
      throw new IllegalArgumentException(
          category() + " cannot have the defect " + defect + "; it knows " + defects());
    }
    if (!(severity >= 0 && severity <= 1)) {
      throw new IllegalArgumentException("severity is " + severity + "; expected 0 to 1");
    }
    Image whole = normal(seed, index);
    Image flawed = photograph(seed, index, new Flaw(defect, severity, stream(seed, index, 2)));
    float[] values = whole.toArray();
    float[] marked = flawed.toArray();
    float[] mask = new float[SIZE * SIZE];
    for (int place = 0; place < mask.length; place++) {
      if (differs(values, marked, place)) {
        mask[place] = 1;
        for (int channel = 0; channel < 3; channel++) {
          values[channel * mask.length + place] = marked[channel * mask.length + place];
        }
      }
    }
    return new Specimen(Image.of(SIZE, SIZE, values), Mask.of(SIZE, SIZE, mask));
  }

  private static boolean differs(float[] whole, float[] flawed, int place) {
    for (int channel = 0; channel < 3; channel++) {
      int index = channel * SIZE * SIZE + place;
      if (Math.abs(whole[index] - flawed[index]) >= VISIBLE) {
        return true;
      }
    }
    return false;
  }

  private Image photograph(long seed, int index, Flaw flaw) {
    Canvas canvas = Canvas.blank();
    drawing.draw(canvas, stream(seed, index, 0), flaw);
    return canvas.photograph(stream(seed, index, 1));
  }

  private RandomGenerator stream(long seed, int index, int purpose) {
    return RandomStreams.of(seed, ordinal(), index, purpose);
  }
}
