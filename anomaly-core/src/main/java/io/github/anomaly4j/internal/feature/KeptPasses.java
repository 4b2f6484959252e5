package io.github.anomaly4j.internal.feature;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the backbone gave for the images of one category, which are learned first and then scored:
 * as far as there is memory, they need not run through it again. Thread safe.
 *
 * @param <K> what an image is known by
 */
public final class KeptPasses<K> {
  /** The part of the heap that they may take. */
  private static final int SHARE = 8;

  private final Optional<BackboneFeatures> backbone;
  private final Map<K, PatchLevels> kept = new ConcurrentHashMap<>();
  private final AtomicLong room = new AtomicLong(Runtime.getRuntime().maxMemory() / SHARE);

  /**
   * @param backbone empty if none is needed
   */
  public KeptPasses(Optional<BackboneFeatures> backbone) {
    this.backbone = backbone;
  }

  /** Keeps what the features of an image were computed from. */
  public void keep(K image, ImageFeatures look) {
    backbone.ifPresent(
        features -> {
          PatchLevels pass = look.get(features.pass());
          if (room.addAndGet(-pass.bytes()) >= 0) {
            kept.put(image, pass);
          } else {
            room.addAndGet(pass.bytes());
          }
        });
  }

  /** Gives the features of an image what was kept of it. */
  public void give(K image, ImageFeatures look) {
    PatchLevels pass = kept.get(image);
    if (pass != null) {
      look.take(backbone.orElseThrow().pass(), pass);
    }
  }
}
