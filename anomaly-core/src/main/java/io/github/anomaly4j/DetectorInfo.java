package io.github.anomaly4j;

import com.google.common.collect.ImmutableMap;
import io.github.anomaly4j.internal.detector.CategoryModel;
import io.github.anomaly4j.internal.detector.DetectorState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a detector is, in plain values, for logs, JSON and people who must know which detector runs
 * in a line.
 *
 * @param fingerprint of the training: equal for detectors whose scores mean the same. A detector
 *     made from another one, with other thresholds or more normal images, keeps it
 * @param state SHA-256 of all that scores and decisions depend on: configuration, products,
 *     thresholds, models and routing. A {@link Provenance.Revision} names its parent by it
 * @param imageWidth of the frame that every image is fitted into, in pixels
 * @param imageHeight its height
 * @param evidence what an image is scored by, and what each kind counts for
 * @param backbone the file of the network that was trained elsewhere; {@code null} if there is none
 * @param falsePositiveRate that training found the thresholds for
 * @param unknownProducts whether an image may show none of the products
 * @param products sorted by name
 * @param provenance where it comes from, and what was changed since
 */
public record DetectorInfo(
    String fingerprint,
    String state,
    int imageWidth,
    int imageHeight,
    Map<String, Double> evidence,
    @Nullable String backbone,
    double falsePositiveRate,
    boolean unknownProducts,
    List<Product> products,
    Provenance provenance) {

  /**
   * One product.
   *
   * @param name its name
   * @param images how many normal images it was trained on
   * @param threshold of an image's score
   * @param mapThreshold of the values of a map
   * @param falsePositiveRate that the product's own normal images state for the threshold: {@code
   *     (1 + c) / (n + 1)} if {@code c} of {@code n} score above it. It is above the rate asked for
   *     if {@code n} images are too few to state that
   * @param resolution the lowest p-value that can be counted
   * @param bytes of what is kept for each kind of evidence
   * @param tellsDrift whether it is known how its normal images look, which detectors of older
   *     builds did not keep
   */
  public record Product(
      String name,
      int images,
      double threshold,
      double mapThreshold,
      double falsePositiveRate,
      double resolution,
      Map<String, Long> bytes,
      boolean tellsDrift) {}

  /** Copies the collections. */
  public DetectorInfo {
    evidence = ImmutableMap.copyOf(evidence);
    products = List.copyOf(products);
  }

  static DetectorInfo of(DetectorState state) {
    Map<String, Double> evidence = new LinkedHashMap<>();
    state.config().evidence().forEach((kind, weight) -> evidence.put(kind.key(), weight));
    return new DetectorInfo(
        state.fingerprint(),
        state.state(),
        state.config().imageWidth(),
        state.config().imageHeight(),
        evidence,
        state.config().backbone() == null ? null : state.config().backbone().name(),
        state.config().falsePositiveRate(),
        state.config().tellsUnknown(state.categories().size()),
        state.categories().stream().map(category -> product(category, state.provenance())).toList(),
        state.provenance());
  }

  private static Product product(CategoryModel model, Provenance provenance) {
    ImmutableMap.Builder<String, Long> bytes = ImmutableMap.builder();
    model.models().forEach((kind, own) -> bytes.put(kind.key(), own.tensors().bytes()));
    List<Double> scores = model.normal().scores();
    long above =
        scores.stream().filter(own -> model.fusion().scoreAt(own) > model.threshold()).count();
    Provenance.ImageCount images = provenance.images().get(model.name());
    return new Product(
        model.name(),
        images == null ? scores.size() : images.learned() + images.heldOut(),
        model.threshold(),
        model.mapThreshold(),
        (1.0 + above) / (scores.size() + 1.0),
        1 / (scores.size() + 1.0),
        bytes.buildOrThrow(),
        !model.normal().appearances().isEmpty());
  }
}
