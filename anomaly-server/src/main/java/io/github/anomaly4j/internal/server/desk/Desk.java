package io.github.anomaly4j.internal.server.desk;

import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.internal.server.inspect.Scoring;
import io.github.anomaly4j.internal.server.inspect.UnknownProductNameException;
import io.github.anomaly4j.internal.server.store.Inspection;
import io.github.anomaly4j.internal.server.store.Inspections;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Inspects images: scores them, keeps them, tells of them. Thread safe. */
public final class Desk {
  private final Scoring scoring;
  private final Inspections inspections;
  private final Events events;

  /** A desk. */
  public Desk(Scoring scoring, Inspections inspections, Events events) {
    this.scoring = scoring;
    this.inspections = inspections;
    this.events = events;
  }

  /**
   * An image.
   *
   * @param file its bytes
   * @param product which one it shows; {@code null} if that is to be found
   * @param source where it came from
   * @param key by which the source knows it, so that it is kept once; {@code null} if it may come
   *     again
   */
  public record Piece(byte[] file, @Nullable String product, String source, @Nullable String key) {}

  /**
   * What became of an image.
   *
   * @param inspection as it is kept
   * @param heatmap a JPEG file
   */
  public record Done(Inspection inspection, byte[] heatmap) {}

  /**
   * Inspects an image on the calling thread. When this returns, the inspection is in the database.
   *
   * @throws ImageException if the bytes are no image or beyond the limits
   * @throws UnknownProductNameException if the model does not know the product
   * @throws IOException if the image cannot be kept
   */
  public Done inspect(Piece piece) throws IOException, UnknownProductNameException {
    if (piece.key() != null) {
      Optional<Inspection> earlier = inspections.byKey(piece.key());
      if (earlier.isPresent()) {
        byte[] heatmap = inspections.file(earlier.get().heatmapHash()).orElse(new byte[0]);
        return new Done(earlier.get(), heatmap);
      }
    }
    Scoring.Scored scored = scoring.score(piece.file(), piece.product());
    Inspection kept =
        inspections.add(
            new Inspections.Entry(
                piece.source(), piece.key(), scored.finding(), piece.file(), scored.heatmap()));
    events.tell("inspection", kept);
    return new Done(kept, scored.heatmap());
  }
}
