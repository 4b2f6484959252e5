package io.github.anomaly4j.sweep;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.diagnosis.FilmStrip;
import java.util.List;
import java.util.Map;

/**
 * One image at every epoch.
 *
 * @param entry the image
 * @param scores its raw scores at each epoch of {@link Sweep#epochs()}; higher is less normal
 * @param strip the image, then its reconstruction at each epoch
 */
public record SweptImage(ImageEntry entry, List<Map<Evidence, Double>> scores, FilmStrip strip) {

  /** Keeps copies of the scores. */
  public SweptImage {
    requireNonNull(entry, "entry");
    scores =
        scores.stream()
            .<Map<Evidence, Double>>map(ImmutableSortedMap::copyOf)
            .collect(ImmutableList.toImmutableList());
    requireNonNull(strip, "strip");
  }
}
