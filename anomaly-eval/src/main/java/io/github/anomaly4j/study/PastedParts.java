package io.github.anomaly4j.study;

import io.github.anomaly4j.augment.CutPaste;
import io.github.anomaly4j.augment.Damage;
import io.github.anomaly4j.augment.Damaged;
import io.github.anomaly4j.augment.ImageSource;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.probe.NetworkProbe;
import io.github.anomaly4j.internal.random.RandomStreams;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * How much of foreign parts, pasted on normal images, a network lets through. Compares two outputs,
 * with the part and without it: a flat gray answer, which lies nearer to the part than the normal
 * image does, lets nothing through.
 */
final class PastedParts {
  private static final long SEED = 42;

  /** Obvious, and small enough for a network to fill in. */
  private static final Damage PASTE =
      CutPaste.builder().fromOthers(1).difficulty(0, 0).size(0.05, 0.1).build();

  private final List<ImageEntry> normal;

  PastedParts(List<ImageEntry> normal) {
    this.normal = List.copyOf(normal);
  }

  /**
   * The mean over the images of {@code sum((r(p) - r(n))(p - n)) / sum((p - n)^2)}. Not a ratio of
   * sums, of which the one part of the strongest contrast would be most.
   */
  double survive(NetworkProbe probe) throws IOException {
    List<Image> sound = new ArrayList<>();
    List<Image> restored = new ArrayList<>();
    for (ImageEntry entry : normal) {
      Image image = Image.read(entry.file());
      Image output = probe.restore(image);
      if (image.width() != output.width() || image.height() != output.height()) {
        // What is pasted is compared with what comes out of it, pixel by pixel.
        image = image.resize(output.width(), output.height());
        output = probe.restore(image);
      }
      sound.add(image);
      restored.add(output);
    }
    double sum = 0;
    int count = 0;
    for (int i = 0; i < sound.size(); i++) {
      RandomGenerator random = RandomStreams.of(SEED, i);
      Damaged damaged = PASTE.apply(sound.get(i), others(sound, i), random);
      if (!damaged.image().equals(sound.get(i))) {
        sum += share(sound.get(i), damaged.image(), restored.get(i), probe);
        count++;
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }

  private static double share(Image sound, Image damaged, Image restored, NetworkProbe probe) {
    float[] before = sound.toArray();
    float[] after = damaged.toArray();
    float[] without = restored.toArray();
    float[] with = probe.restore(damaged).toArray();
    double kept = 0;
    double changed = 0;
    for (int i = 0; i < before.length; i++) {
      double damage = (double) after[i] - before[i];
      kept += ((double) with[i] - without[i]) * damage;
      changed += damage * damage;
    }
    return kept / changed;
  }

  /** Images of other categories, or any if there is but one. */
  private ImageSource others(List<Image> images, int number) {
    List<Image> foreign = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      if (!normal.get(i).category().equals(normal.get(number).category())) {
        foreign.add(images.get(i));
      }
    }
    List<Image> from = foreign.isEmpty() ? images : foreign;
    return random -> from.get(random.nextInt(from.size()));
  }
}
