package io.github.anomaly4j.spring;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.DetectorLoader;
import io.github.anomaly4j.image.DecodeLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The settings {@code anomaly.*}. An unknown one is an error, because a misspelled one would do
 * nothing.
 *
 * @param model The saved detector: a file, or classpath: and the name of a resource.
 * @param backboneSha256 SHA-256 of the third-party backbone that the detector may run; without it,
 *     a detector that holds one is refused.
 * @param image Limits of the images that are read.
 * @param reload How the model is replaced while the application runs.
 */
@ConfigurationProperties(prefix = "anomaly", ignoreUnknownFields = false)
record AnomalyProperties(
    @Nullable String model,
    @Nullable String backboneSha256,
    @DefaultValue ImageLimits image,
    @DefaultValue Reload reload) {

  /**
   * Limits of images.
   *
   * @param maxBytes Longest image file that is read. By default 256MB, 1GB for a detector in tiles.
   * @param maxPixels Largest width times height that is read. By default 40 million, 200 million
   *     for a detector in tiles.
   */
  record ImageLimits(@Nullable DataSize maxBytes, @Nullable Long maxPixels) {
    /** Checks both by making limits of them. */
    ImageLimits {
      DecodeLimits unused = limits(maxBytes, maxPixels);
    }

    private static DecodeLimits limits(@Nullable DataSize bytes, @Nullable Long pixels) {
      DecodeLimits usual = DecodeLimits.defaults();
      return new DecodeLimits(
          bytes == null ? usual.maxBytes() : bytes.toBytes(),
          pixels == null ? usual.maxPixels() : pixels);
    }

    DetectorLoader of(DetectorLoader loader) {
      return maxBytes == null && maxPixels == null
          ? loader
          : loader.decodeLimits(limits(maxBytes, maxPixels));
    }
  }

  /**
   * Replacement of the model.
   *
   * @param enabled Whether the model may be replaced while the application runs. There is then no
   *     bean of the type AnomalyDetector, but a CurrentDetector.
   * @param interval Time between two looks at the model's file, which is loaded again when it has
   *     changed. 0 for none: the model is replaced only when the application asks for it.
   */
  record Reload(@DefaultValue("false") boolean enabled, @DefaultValue("0s") Duration interval) {
    Reload {
      checkArgument(
          interval.isZero() || enabled,
          "anomaly.reload.interval is %s, but anomaly.reload.enabled is false: set it to true, or remove the interval",
          interval);
      checkArgument(
          interval.isZero() || interval.toMillis() >= 100,
          "anomaly.reload.interval is %s, expected 0 or at least 100ms",
          interval);
    }
  }

  AnomalyProperties {
    checkArgument(
        model != null || !reload.enabled(),
        "anomaly.reload.enabled is true, but anomaly.model is missing: name the model's file");
    DetectorLoader unused = loader(backboneSha256);
  }

  private static DetectorLoader loader(@Nullable String backboneSha256) {
    DetectorLoader loader = AnomalyDetector.loader();
    return backboneSha256 == null ? loader : loader.backboneSha256(backboneSha256);
  }

  DetectorLoader loader() {
    return image.of(loader(backboneSha256));
  }
}
