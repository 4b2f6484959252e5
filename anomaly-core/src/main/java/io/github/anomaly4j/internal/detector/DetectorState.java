package io.github.anomaly4j.internal.detector;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.primitives.Doubles;
import io.github.anomaly4j.Provenance;
import io.github.anomaly4j.image.ImageReader;
import io.github.anomaly4j.internal.evidence.EvidenceContext;
import io.github.anomaly4j.internal.intake.ImageIntake;
import io.github.anomaly4j.internal.route.Routes;
import io.github.anomaly4j.internal.score.NormalRates;
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

  /** How often normal images score as high as an image, for each category. */
  public List<NormalRates> normalRates() {
    return NormalRates.of(
        categories.stream().map(own -> Doubles.toArray(own.normal().scores())).toList());
  }

  /**
   * A fingerprint of the training, 32 hexadecimal digits: equal for states whose scores mean the
   * same. It does not depend on thresholds and on images that were added.
   */
  public String fingerprint() {
    // The bits of numbers, not their text, which differs between releases of Java.
    Hasher hasher = Hashing.sha256().newHasher();
    hasher.putString(provenance.libraryVersion() + "\n", UTF_8);
    hasher.putString(provenance.dataFingerprint() + "\n", UTF_8).putLong(config.seed());
    for (CategoryModel category : categories) {
      hasher.putString(category.name() + "\n", UTF_8);
      category.normal().scores().forEach(hasher::putDouble);
      hasher.putDouble(category.fusion().normal().location());
      hasher.putDouble(category.fusion().normal().scale());
      hasher.putDouble(category.fusion().severity());
    }
    return hasher.hash().toString().substring(0, 32);
  }

  /** Frees native memory that no other detector shares. */
  @Override
  public void close() {
    networks.close();
  }
}
