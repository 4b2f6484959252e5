package io.github.anomaly4j.internal.detector;

import static com.google.common.base.Preconditions.checkState;

import io.github.anomaly4j.internal.feature.BackboneFeatures;
import io.github.anomaly4j.internal.grid.Letterbox;
import io.github.anomaly4j.internal.natives.Owners;
import io.github.anomaly4j.spi.Backbone;

/** A backbone that several detectors share; the last of them closes it. Thread safe. */
public final class SharedBackbone implements AutoCloseable {
  private final Backbone backbone;
  private final BackboneFeatures features;
  private final Owners owners;

  private SharedBackbone(Backbone backbone, BackboneFeatures features) {
    this.backbone = backbone;
    this.features = features;
    this.owners = new Owners(backbone::close);
  }

  /** Owns a backbone; closes it if it cannot be run. */
  public static SharedBackbone of(Backbone backbone) {
    try {
      return new SharedBackbone(backbone, new BackboneFeatures(backbone));
    } catch (RuntimeException | Error e) {
      backbone.close();
      throw e;
    }
  }

  /** The same for one more owner. */
  public SharedBackbone share() {
    checkState(owners.join(), "the backbone is closed");
    return this;
  }

  public Backbone backbone() {
    return backbone;
  }

  /** Its patch features. */
  public BackboneFeatures features() {
    return features;
  }

  /** The frame of its input images. */
  public Letterbox frame() {
    return features.frame();
  }

  /** To be called once by every owner. */
  @Override
  public void close() {
    owners.leave();
  }
}
