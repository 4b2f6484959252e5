package io.github.anomaly4j.internal.training;

import io.github.anomaly4j.internal.evidence.EvidenceContext;
import io.github.anomaly4j.internal.evidence.EvidenceKinds;
import io.github.anomaly4j.internal.feature.BackboneFeatures;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.feature.PatchLevels;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the backbone gave for the images of one category, which are learned first and then scored:
 * as far as there is memory, they need not run through it again. Thread safe.
 */
final class KeptPasses {
  /** The part of the heap that they may take. */
  private static final int SHARE = 8;

  private final Optional<BackboneFeatures> backbone;
  private final Map<Piece, PatchLevels> kept = new ConcurrentHashMap<>();
  private final AtomicLong room = new AtomicLong(Runtime.getRuntime().maxMemory() / SHARE);

  KeptPasses(EvidenceContext context) {
    this.backbone =
        context.backbone().filter(any -> !EvidenceKinds.needingBackbone(context.kinds()).isEmpty());
  }

  /** Keeps what the features of an image were computed from. */
  void keep(Piece piece, ImageFeatures look) {
    backbone.ifPresent(
        features -> {
          PatchLevels pass = look.get(features.pass());
          if (room.addAndGet(-pass.bytes()) >= 0) {
            kept.put(piece, pass);
          } else {
            room.addAndGet(pass.bytes());
          }
        });
  }

  /** Gives the features of an image what was kept of it. */
  void give(Piece piece, ImageFeatures look) {
    PatchLevels pass = kept.get(piece);
    if (pass != null) {
      look.take(backbone.orElseThrow().pass(), pass);
    }
  }
}
