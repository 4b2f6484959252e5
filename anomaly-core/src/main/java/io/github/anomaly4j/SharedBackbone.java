package io.github.anomaly4j;

import io.github.anomaly4j.library.Backbone;
import io.github.anomaly4j.library.BackboneFile;
import io.github.anomaly4j.unet.FeatureMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A backbone of several detectors, which the last of them closes. Thread safe. */
final class SharedBackbone implements Backbone {
  private final Backbone backbone;
  private final AtomicInteger owners = new AtomicInteger(1);

  /** Takes a backbone over. */
  SharedBackbone(Backbone backbone) {
    this.backbone = backbone;
  }

  /** The same for one more owner. */
  SharedBackbone share() {
    owners.incrementAndGet();
    return this;
  }

  @Override
  public int width() {
    return backbone.width();
  }

  @Override
  public int height() {
    return backbone.height();
  }

  @Override
  public Map<String, FeatureMap> run(float[] pixels) {
    return backbone.run(pixels);
  }

  @Override
  public BackboneFile file() {
    return backbone.file();
  }

  @Override
  public Optional<byte[]> embedded() {
    return backbone.embedded();
  }

  /** To be called once by every owner. */
  @Override
  public void close() {
    if (owners.decrementAndGet() == 0) {
      backbone.close();
    }
  }
}
