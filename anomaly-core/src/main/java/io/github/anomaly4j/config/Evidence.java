package io.github.anomaly4j.config;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.google.common.collect.ImmutableSortedMap;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A kind of evidence that an image is scored by, named by its key. The kinds of this library are
 * constants. Immutable; equal by the key; ordered as in {@link #values()}, other kinds after these
 * by their keys.
 */
public final class Evidence implements Comparable<Evidence> {
  /** Distance of its patches to the category's memory bank. */
  public static final Evidence PATCH = new Evidence("patch", 0);

  /**
   * Shows where a defect is, rather than whether there is one: the distance of its finest patches
   * to the category's memory bank of such patches, times that of {@link #PATCH} and, with a
   * backbone, of {@link #BACKBONE}. It replaces them in the anomaly map.
   */
  public static final Evidence DETAIL = new Evidence("detail", 1);

  /**
   * Distance of its patches, as a {@link io.github.anomaly4j.spi.Backbone} describes them, to the
   * category's memory bank of such patches (PatchCore; Roth et al., CVPR 2022).
   */
  public static final Evidence BACKBONE = new Evidence("backbone", 2);

  /**
   * How unlikely its patches, as a {@link io.github.anomaly4j.spi.Backbone} describes them, are at
   * their positions (PaDiM; Defard et al., ICPR 2021); for products that are always in the same
   * pose, in images of one aspect ratio. Distances become smaller as images are added: after {@code
   * AnomalyDetector.withNormal}, find new thresholds on other images.
   */
  public static final Evidence GAUSSIAN = new Evidence("gaussian", 3);

  /** Distance of the image as a whole to the category's normal images; has no map. */
  public static final Evidence IMAGE = new Evidence("image", 4);

  /** The network's mask of damage. */
  public static final Evidence MASK = new Evidence("mask", 5);

  /** The difference between the image and the network's restoration: squared error and SSIM. */
  public static final Evidence RECONSTRUCTION = new Evidence("reconstruction", 6);

  /**
   * The difference between the edges of the image and of its restoration: gradient magnitude
   * similarity.
   */
  public static final Evidence GRADIENT = new Evidence("gradient", 7);

  /**
   * The difference between the network's bottleneck features of the image and of its restoration;
   * needs a second pass of the network.
   */
  public static final Evidence FEATURES = new Evidence("features", 8);

  /**
   * Distance of the bottleneck's features, averaged over the image, to the nearest normal image;
   * has no map.
   */
  public static final Evidence BOTTLENECK = new Evidence("bottleneck", 9);

  /**
   * Distance of the spread of the network's finest features over the frame, its mirrored margins
   * included, to the nearest normal image, each feature divided by its own standard deviation; has
   * no map.
   */
  public static final Evidence SPREAD = new Evidence("spread", 10);

  private static final List<Evidence> VALUES =
      List.of(
          PATCH,
          DETAIL,
          BACKBONE,
          GAUSSIAN,
          IMAGE,
          MASK,
          RECONSTRUCTION,
          GRADIENT,
          FEATURES,
          BOTTLENECK,
          SPREAD);

  private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  private static final Comparator<Evidence> ORDER =
      Comparator.comparingInt((Evidence kind) -> kind.place).thenComparing(kind -> kind.key);

  private final String key;
  private final int place;

  private Evidence(String key, int place) {
    this.key = key;
    this.place = place;
  }

  /** The kinds of this library. */
  public static List<Evidence> values() {
    return VALUES;
  }

  /**
   * The kind of a key.
   *
   * @param key in any case
   * @throws IllegalArgumentException if it is not a letter and up to 31 letters, digits and hyphens
   */
  @JsonCreator
  public static Evidence of(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    checkArgument(KEY.matcher(lower).matches(), "no kind of evidence: %s", key);
    return VALUES.stream()
        .filter(kind -> kind.key.equals(lower))
        .findFirst()
        .orElseGet(() -> new Evidence(lower, VALUES.size()));
  }

  /**
   * The default: {@link #BACKBONE} counts most, {@link #PATCH} and {@link #IMAGE} count too, and
   * {@link #DETAIL} draws the map.
   */
  public static Map<Evidence, Double> defaultWeights() {
    return ImmutableSortedMap.of(PATCH, 2.0, DETAIL, 0.0, IMAGE, 1.0, BACKBONE, 3.0);
  }

  /**
   * The default without a backbone, which is faster: {@link #PATCH} and {@link #IMAGE} count, and
   * {@link #DETAIL} draws the map. None of it needs a network.
   */
  public static Map<Evidence, Double> waveletWeights() {
    return ImmutableSortedMap.of(PATCH, 1.0, DETAIL, 0.0, IMAGE, 1.0);
  }

  /** Its name in files and reports, lower case. */
  @JsonValue
  public String key() {
    return key;
  }

  @Override
  public int compareTo(Evidence other) {
    return ORDER.compare(this, other);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Evidence kind && kind.key.equals(key);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }

  @Override
  public String toString() {
    return key;
  }
}
