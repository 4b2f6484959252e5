package io.github.anomaly4j.augment;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.augment.Interval;
import java.util.random.RandomGenerator;

/**
 * Shifts the brightness and scales the contrast about the image's mean, the same for all channels,
 * clamped to [0, 1].
 *
 * @param brightness the largest shift to either side; 0 to 1
 * @param contrast the largest change of the factor 1 to either side; 0 to 1
 */
public record BrightnessContrast(double brightness, double contrast) implements Augmentation {
  /** Checks both; {@link IllegalArgumentException} if one is outside [0, 1]. */
  public BrightnessContrast {
    Interval.checked("brightness", 0, brightness, 0, 1);
    Interval.checked("contrast", 0, contrast, 0, 1);
  }

  @Override
  public Image apply(Image image, RandomGenerator random) {
    float[] rgb = image.toArray();
    double sum = 0;
    for (float value : rgb) {
      sum += value;
    }
    float mean = (float) (sum / rgb.length);
    float shift = (float) ((2 * random.nextDouble() - 1) * brightness);
    float factor = (float) (1 + (2 * random.nextDouble() - 1) * contrast);
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = Math.max(0f, Math.min(1f, mean + (rgb[i] - mean) * factor + shift));
    }
    return Image.of(image.width(), image.height(), rgb);
  }
}
