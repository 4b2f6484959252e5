package io.github.anomaly4j.config;

import com.google.common.collect.Maps;
import io.github.anomaly4j.internal.network.FeatureDifference;
import io.github.anomaly4j.internal.network.GradientSimilarity;
import io.github.anomaly4j.internal.score.EvidenceMap;
import java.util.Locale;
import java.util.Map;

/** The kinds of evidence that an image is scored by. */
public enum Evidence {
  /** Distance of its patches to the category's feature library. */
  LIBRARY(0.8, 0.01),
  /**
   * Where, rather than whether: distance of its finest patches to the category's library of such,
   * times that of the {@link #LIBRARY} and of the {@link #BACKBONE}, if there is one. Where it is
   * computed, it draws the anomaly map in their place.
   */
  DETAIL(1.5, 0.002),
  /**
   * Distance of its patches, as a {@link io.github.anomaly4j.spi.Backbone} describes them, to the
   * category's library of such.
   */
  BACKBONE(0.8, 0.03),
  /**
   * How unlikely its patches, as a {@link io.github.anomaly4j.spi.Backbone} describes them, are at
   * their places ({@link io.github.anomaly4j.internal.bank.PositionGaussians}); for products that
   * always lie alike, in images of one shape. Distances shrink as images are added: after {@code
   * AnomalyDetector.withNormal}, find new thresholds on images that it was not given.
   */
  GAUSSIAN(0.8, 0.03),
  /** Distance of the image as a whole to the category's normal images; has no map. */
  IMAGE(0, 0),
  /** What the network's mask output takes for damage. */
  MASK(2, 0.002),
  /** How far the network's restoration is from the image: squared error and SSIM. */
  RECONSTRUCTION(2, 0.005),
  /** How differently edges run in the image and in its restoration ({@link GradientSimilarity}). */
  GRADIENT(2, 0.005),
  /**
   * How far the network's bottleneck features of the restoration are from those of the image
   * ({@link FeatureDifference}); takes a second pass of the network.
   */
  FEATURES(0, 1),
  /**
   * Distance of the bottleneck's features, averaged over the image, to the nearest normal image
   * ({@link io.github.anomaly4j.internal.bank.SquaredErrorBank}); has no map.
   */
  BOTTLENECK(0, 0),
  /**
   * Distance of the spread of the network's finest features over the frame, its mirrored margins
   * among them, to the nearest normal image, each feature over its own standard deviation ({@link
   * io.github.anomaly4j.internal.bank.ImageVector#SPREAD}); has no map.
   */
  SPREAD(0, 0);

  private static final float MIN_DISTANCE = 1e-3f;
  private static final float MIN_ERROR = 1e-9f;

  private final double sigma;
  private final double share;

  Evidence(double sigma, double share) {
    this.sigma = sigma;
    this.share = share;
  }

  /**
   * The default: patches and the image as a whole count; details draw the map; mask and restoration
   * are shown. On drawn products, and on real ones with two networks, counting the mask did more
   * harm than good.
   */
  public static Map<Evidence, Double> defaultWeights() {
    return Maps.immutableEnumMap(
        Map.of(LIBRARY, 1.0, DETAIL, 0.0, IMAGE, 1.0, MASK, 0.0, RECONSTRUCTION, 0.0));
  }

  /** Whether it comes from the network that training makes. */
  public boolean needsNetwork() {
    return switch (this) {
      case LIBRARY, DETAIL, BACKBONE, GAUSSIAN, IMAGE -> false;
      case MASK, RECONSTRUCTION, GRADIENT, FEATURES, BOTTLENECK, SPREAD -> true;
    };
  }

  /**
   * The default beside a backbone: what it tells of patches counts most, {@link #LIBRARY} and
   * {@link #IMAGE} count beside it, details draw the map, and no network is trained.
   */
  public static Map<Evidence, Double> backboneWeights() {
    return Maps.immutableEnumMap(Map.of(LIBRARY, 1.0, DETAIL, 0.0, IMAGE, 1.0, BACKBONE, 3.0));
  }

  /**
   * Whether a detection computes it at that weight: what takes a pass of the network only if it
   * counts, all else always, since maps and overviews are made of it too.
   */
  public boolean computedAt(double weight) {
    return weight > 0 || !needsNetwork();
  }

  /** Its name in files and reports, lower case. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The map as it is scored: smoothed, so that a single odd place counts less than a patch;
   * distances as logarithms, in which normal images spread evenly.
   */
  public EvidenceMap smooth(EvidenceMap map) {
    return switch (this) {
      case LIBRARY, DETAIL, BACKBONE, GAUSSIAN -> map.smoothed(sigma).logarithm(MIN_DISTANCE);
      case FEATURES -> map.logarithm(MIN_ERROR);
      default -> map.smoothed(sigma);
    };
  }

  /**
   * What a place of the map adds to the fused map. What the mask output does not take for damage is
   * not normal for that: it speaks for a defect or not at all, and never outweighs the library.
   */
  public double contribution(double calibrated, double weight) {
    return weight * (this == MASK ? Math.max(0, calibrated) : calibrated);
  }

  /** The raw score of a distance that is a mean squared error: its logarithm. */
  public static double logarithm(double error) {
    return Math.log(Math.max(MIN_ERROR, error));
  }

  /** The raw score of an image whose smoothed map is given. */
  public double score(EvidenceMap smoothed) {
    return smoothed.top(share);
  }
}
