package io.github.anomaly4j.internal.detector;

import static com.google.common.base.Preconditions.checkState;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.primitives.Doubles;
import io.github.anomaly4j.Provenance;
import io.github.anomaly4j.Provenance.Revision;
import io.github.anomaly4j.image.ImageReader;
import io.github.anomaly4j.internal.evidence.EvidenceContext;
import io.github.anomaly4j.internal.intake.ImageIntake;
import io.github.anomaly4j.internal.route.Routes;
import io.github.anomaly4j.internal.score.NormalRates;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * The state of a detector. Immutable, thread safe.
 *
 * @param evidence the context of the evidence
 * @param networks networks, shared with detectors that were made from this one
 * @param parent the state that this one was made from, of the same networks, which stay this one's;
 *     empty if it was trained, or that is more than {@value #LEVELS} changes ago
 */
public record DetectorState(
    DetectorConfig config,
    ImageIntake intake,
    ImageReader reader,
    Provenance provenance,
    EvidenceContext evidence,
    SharedNetworks networks,
    Routes routes,
    List<CategoryModel> categories,
    Optional<DetectorState> parent)
    implements AutoCloseable {

  /** How many changes can be undone; each takes memory for what it changed. */
  public static final int LEVELS = 5;

  public DetectorState {
    categories = ImmutableList.copyOf(categories);
  }

  /** A state that was made from this one by a change of its categories alone. */
  public DetectorState revised(String change, List<CategoryModel> others) {
    return revised(change, intake, provenance, routes, others);
  }

  /**
   * A state that was made from this one.
   *
   * @param change what was changed, for its history
   * @param images the provenance with the images that it has now
   */
  public DetectorState revised(
      String change,
      ImageIntake otherIntake,
      Provenance images,
      Routes otherRoutes,
      List<CategoryModel> others) {
    Revision revision =
        new Revision(
            change,
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
            DetectorFile.fingerprint(this));
    return new DetectorState(
        config,
        otherIntake,
        reader,
        images.withRevisions(
            ImmutableList.<Revision>builder().addAll(images.revisions()).add(revision).build()),
        evidence,
        networks.share(),
        otherRoutes,
        others,
        Optional.of(withLevels(LEVELS - 1)));
  }

  /** This state with its last parents alone. */
  private DetectorState withLevels(int levels) {
    return withParent(
        levels == 0 ? Optional.empty() : parent.map(own -> own.withLevels(levels - 1)));
  }

  DetectorState withParent(Optional<DetectorState> other) {
    return new DetectorState(
        config, intake, reader, provenance, evidence, networks, routes, categories, other);
  }

  /**
   * The state that this one was made from.
   *
   * @throws IllegalStateException if there is none, or it is another one than this one was made
   *     from
   */
  public DetectorState reverted() {
    checkState(
        parent.isPresent(),
        provenance.revisions().isEmpty()
            ? "there is no change to undo: the detector is as it was trained"
            : "the detector does not hold what it was before its last change: that was made by an"
                + " older build, or is more than "
                + LEVELS
                + " changes ago");
    String expected = Iterables.getLast(provenance.revisions()).parent();
    String found = DetectorFile.fingerprint(parent.get());
    checkState(
        found.equals(expected),
        "the detector was made from %s, but holds %s as what it was before: its last change was made"
            + " by an older build, or the file was put together from different detectors; load the"
            + " one that was saved before the change",
        expected,
        found);
    networks.share();
    return parent.get();
  }

  /** How often normal images score as high as an image, for each category. */
  public List<NormalRates> normalRates() {
    return NormalRates.of(
        categories.stream().map(own -> Doubles.toArray(own.normal().scores())).toList());
  }

  /** SHA-256 of all that scores and decisions depend on: {@link DetectorFile#fingerprint}. */
  public String state() {
    return DetectorFile.fingerprint(this);
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
    return fingerprint(hasher, categories);
  }

  /** A fingerprint of a category's training, 32 hexadecimal digits; it depends on no other one. */
  public String fingerprint(CategoryModel category) {
    return fingerprint(Hashing.sha256().newHasher().putLong(config.seed()), List.of(category));
  }

  private static String fingerprint(Hasher hasher, List<CategoryModel> categories) {
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
