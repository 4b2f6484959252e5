package io.github.anomaly4j.internal.evidence;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Features;
import io.github.anomaly4j.internal.feature.BackboneFeatures;
import io.github.anomaly4j.internal.feature.Descriptor;
import io.github.anomaly4j.internal.feature.EncoderFeatures;
import io.github.anomaly4j.internal.feature.FeatureExtractor;
import io.github.anomaly4j.internal.feature.ImageFeature;
import io.github.anomaly4j.internal.feature.JoinedFeatures;
import io.github.anomaly4j.internal.feature.NetworkPass;
import io.github.anomaly4j.internal.feature.ScatteringFeatures;
import io.github.anomaly4j.internal.grid.Letterbox;
import io.github.anomaly4j.internal.network.UNet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The settings and networks that the evidence of one detector uses. Immutable, thread safe.
 *
 * @param frame that images are fitted into
 * @param features the patch features of {@link Evidence#PATCH}
 * @param bankSize the maximum number of patches in a category's memory bank
 * @param backboneBankSize the same for a backbone's memory bank
 * @param seed of every random draw
 * @param networks one for all categories, or one for each; none if none is needed
 * @param backbone patch features of the backbone, if there is one
 * @param kinds the evidence that is computed
 */
public record EvidenceContext(
    Letterbox frame,
    Features features,
    int bankSize,
    int backboneBankSize,
    long seed,
    List<UNet> networks,
    Optional<BackboneFeatures> backbone,
    Set<Evidence> kinds) {

  public EvidenceContext {
    networks = List.copyOf(networks);
    kinds = ImmutableSortedSet.copyOf(kinds);
  }

  /** The network of a category, if there is one. */
  public Optional<UNet> network(int category) {
    return networks.stream().skip(networks.size() == 1 ? 0 : category).findFirst();
  }

  /** The pass of a category's network that all evidence shares. */
  NetworkPass pass(int category) {
    UNet network = network(category).orElseThrow();
    return new NetworkPass(
        network,
        frame,
        EvidenceKinds.computed(kinds).stream()
            .flatMap(
                kind -> EvidenceKinds.of(kind).networkLevels(features, network.config()).stream())
            .distinct()
            .collect(toImmutableList()));
  }

  /** The restoration of a category's network, if there is a network. */
  public Optional<NetworkPass> restoration(int category) {
    return network(category).map(network -> pass(category));
  }

  /** The patch features of a category. */
  FeatureExtractor patches(int category) {
    return switch (features) {
      case SCATTERING -> new ScatteringFeatures(frame);
      case ENCODER -> new EncoderFeatures(pass(category));
      case BOTH ->
          new JoinedFeatures(
              List.of(new ScatteringFeatures(frame), new EncoderFeatures(pass(category))));
    };
  }

  /** The descriptor by which an image is routed and compared as a whole. It needs no training. */
  public Descriptor overview() {
    return new Descriptor(
        EvidenceKinds.byBackboneAlone(kinds)
            ? backbone.orElseThrow()
            : new ScatteringFeatures(frame));
  }

  /**
   * What describes images of all categories and takes longest to compute.
   *
   * @param detected the evidence that is computed
   */
  public List<ImageFeature<?>> independent(Set<Evidence> detected) {
    ImmutableList.Builder<ImageFeature<?>> features = ImmutableList.builder();
    if (!EvidenceKinds.byBackboneAlone(kinds)) {
      features.add(new ScatteringFeatures(frame));
    }
    if (!EvidenceKinds.needingBackbone(detected).isEmpty()) {
      features.add(backbone.orElseThrow().pass());
    }
    return features.build();
  }

  /** The largest of the frames that an image is fitted into. */
  public Letterbox largestFrame() {
    return backbone
        .map(BackboneFeatures::frame)
        .filter(taken -> taken.width() > frame.width())
        .orElse(frame);
  }
}
