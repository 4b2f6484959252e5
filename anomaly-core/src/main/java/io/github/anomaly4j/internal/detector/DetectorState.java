package io.github.anomaly4j.internal.detector;

import com.google.common.collect.ImmutableList;
import io.github.anomaly4j.Provenance;
import io.github.anomaly4j.image.ImageReader;
import io.github.anomaly4j.internal.evidence.EvidenceContext;
import io.github.anomaly4j.internal.intake.ImageIntake;
import io.github.anomaly4j.internal.route.Routes;
import java.util.List;

/**
 * The state of a detector. Immutable, thread safe.
 *
 * @param evidence the context of the evidence
 * @param networks networks, shared with detectors that were made from this one
 */
public record DetectorState(
    DetectorConfig config,
    ImageIntake intake,
    ImageReader reader,
    Provenance provenance,
    EvidenceContext evidence,
    SharedNetworks networks,
    Routes routes,
    List<CategoryModel> categories)
    implements AutoCloseable {

  public DetectorState {
    categories = ImmutableList.copyOf(categories);
  }

  /** Frees native memory that no other detector shares. */
  @Override
  public void close() {
    networks.close();
  }
}
