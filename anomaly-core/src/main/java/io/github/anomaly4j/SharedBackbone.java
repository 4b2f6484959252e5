package io.github.anomaly4j;

import io.github.anomaly4j.data.Letterbox;
import io.github.anomaly4j.library.Backbone;
import io.github.anomaly4j.library.BackboneFeatures;
import java.util.concurrent.atomic.AtomicInteger;

/** A backbone of several detectors, which the last of them closes. Thread safe. */
final class SharedBackbone implements AutoCloseable {
  private final Backbone backbone;
  private final BackboneFeatures features;
  private final Letterbox frame;
  private final AtomicInteger owners = new AtomicInteger(1);

  private SharedBackbone(Backbone backbone, BackboneFeatures features) {
    this.backbone = backbone;
    this.features = features;
    this.frame = new Letterbox(backbone.width(), backbone.height());
  }

  /** Takes a backbone over; closes it if it cannot be run. */
  static SharedBackbone of(Backbone backbone) {
    try {
      return new SharedBackbone(backbone, new BackboneFeatures(backbone));
    } catch (RuntimeException | Error e) {
      backbone.close();
      throw e;
    }
  }

  /** The same for one more owner. */
  SharedBackbone share() {
    owners.incrementAndGet();
    return this;
  }

  Backbone backbone() {
    return backbone;
  }

  /** What it tells of the patches of an image. */
  BackboneFeatures features() {
    return features;
  }

  /** What it takes images in. */
  Letterbox frame() {
    return frame;
  }

  /** To be called once by every owner. */
  @Override
  public void close() {
    if (owners.decrementAndGet() == 0) {
      backbone.close();
    }
  }
}
