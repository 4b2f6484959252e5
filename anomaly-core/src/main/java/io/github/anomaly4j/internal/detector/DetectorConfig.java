package io.github.anomaly4j.internal.detector;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Features;
import io.github.anomaly4j.config.LossConfig;
import io.github.anomaly4j.config.Routing;
import io.github.anomaly4j.config.TrainingConfig;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.evidence.EvidenceContext;
import io.github.anomaly4j.internal.evidence.EvidenceKinds;
import io.github.anomaly4j.internal.feature.BackboneFeatures;
import io.github.anomaly4j.internal.feature.EncoderFeatures;
import io.github.anomaly4j.internal.feature.FeatureExtractor;
import io.github.anomaly4j.internal.grid.Letterbox;
import io.github.anomaly4j.internal.network.NetworkTrial;
import io.github.anomaly4j.internal.network.UNet;
import io.github.anomaly4j.internal.registration.SearchRange;
import io.github.anomaly4j.internal.tile.Tiles;
import io.github.anomaly4j.spi.BackboneFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a detector's bits depend on beside its images; saved with it.
 *
 * @param imageWidth width of the frame that images are fitted into, in pixels
 * @param imageHeight its height
 * @param seed of every random draw
 * @param network the network's shape
 * @param networkPerCategory whether each category has a network of its own
 * @param loss what its training minimizes
 * @param training how long and how fast
 * @param features what libraries are made of
 * @param backbone a network that was trained elsewhere; {@code null} if there is none
 * @param evidence what an image is scored by, and what each kind counts for
 * @param routing how an image's category is found
 * @param unknownProducts whether an image may be of none; {@code null} if it may where there are
 *     several
 * @param memoryBankSize patches in each category's feature library, at most
 * @param backboneBankSize patches in each category's library of a backbone's, at most
 * @param poses in how many other ones each normal image is learned
 * @param registration in which range parts are searched for; {@code null} if images are taken as
 *     they are
 * @param falsePositiveRate of the thresholds, in (0, 1)
 * @param threshold overrides the thresholds found; {@code null} if it does not
 * @param tiles that images are learned and scored in; {@code null} if each is taken as a whole
 */
public record DetectorConfig(
    int imageWidth,
    int imageHeight,
    long seed,
    UNetConfig network,
    boolean networkPerCategory,
    LossConfig loss,
    TrainingConfig training,
    Features features,
    BackboneFile backbone,
    Map<Evidence, Double> evidence,
    Routing routing,
    Boolean unknownProducts,
    int memoryBankSize,
    int backboneBankSize,
    int poses,
    @Nullable SearchRange registration,
    double falsePositiveRate,
    Double threshold,
    Tiles tiles) {

  static final int MAX_BANK = 1_000_000;

  public static final int MAX_POSES = 100;

  public static final int MAX_CATEGORIES = 1000;

  public DetectorConfig {
    requireNonNull(loss, "loss");
    requireNonNull(features, "features");
    requireNonNull(routing, "routing");
    evidence = usable(evidence, network);
    Letterbox frame = new Letterbox(imageWidth, imageHeight);
    boolean trains = EvidenceKinds.needNetwork(evidence.keySet(), features);
    Set<Evidence> described = EvidenceKinds.needingBackbone(evidence.keySet());
    checkArgument(
        backbone != null || described.isEmpty(),
        "evidence by %s needs a backbone: give features(...) one, or --backbone on the command"
            + " line",
        described);
    checkArgument(
        backbone == null || !described.isEmpty(),
        "add BACKBONE or GAUSSIAN to the evidence, or leave the backbone out; there is %s",
        evidence);
    // Both are powers of two: the larger is a multiple of the other.
    int multiple =
        Math.max(
            EvidenceKinds.byBackboneAlone(evidence.keySet()) ? 1 : FeatureExtractor.STRIDE,
            trains ? network.sizeMultiple() : 1);
    checkArgument(
        frame.width() % multiple == 0 && frame.height() % multiple == 0,
        "the image size must be a multiple of %s for a network of depth %s: %s x %s",
        multiple,
        network.depth(),
        imageWidth,
        imageHeight);
    checkArgument(
        !trains || training.cropSize() % network.sizeMultiple() == 0,
        "the crop size must be a multiple of %s for a network of depth %s: %s",
        network.sizeMultiple(),
        network.depth(),
        training.cropSize());
    if (features != Features.SCATTERING) {
      // Refuses what does not go with the network.
      EncoderFeatures.levels(network);
    }
    checkBankSize("memoryBankSize", memoryBankSize);
    checkBankSize("backboneBankSize", backboneBankSize);
    checkArgument(
        poses >= 0 && poses <= MAX_POSES, "poses must be from 0 to %s: %s", MAX_POSES, poses);
    checkArgument(
        tiles == null || registration == null,
        "registration is for images that are scored as a whole, not in tiles: leave registration or"
            + " tiles out");
    checkArgument(
        falsePositiveRate > 0 && falsePositiveRate < 1,
        "the false-positive rate must be in (0, 1): %s",
        falsePositiveRate);
    checkArgument(
        threshold == null || Double.isFinite(threshold), "threshold must be finite: %s", threshold);
    if (tiles != null) {
      tiles.check(frame);
      checkTiled(evidence.keySet(), trains);
    }
  }

  private static void checkTiled(Set<Evidence> kinds, boolean trains) {
    Set<Evidence> unread = new TreeSet<>(EvidenceKinds.computed(kinds));
    unread.removeIf(kind -> EvidenceKinds.of(kind).readsTiles());
    checkArgument(
        unread.isEmpty() && !trains,
        "tiles are scored by PATCH, DETAIL, BACKBONE and IMAGE, without a network that training"
            + " makes: a tile has no position in the product, which GAUSSIAN needs; leave out %s%s",
        unread.isEmpty() ? "features that read the network" : unread,
        trains && !unread.isEmpty() ? ", and restoration()" : "");
  }

  public static void checkBankSize(String name, int size) {
    checkArgument(
        size >= 1 && size <= MAX_BANK, "%s must be from 1 to %s: %s", name, MAX_BANK, size);
  }

  /** Whether an image may be of no category. */
  public boolean tellsUnknown(int categories) {
    return unknownProducts == null ? categories > 1 : unknownProducts;
  }

  /** Whether anything that is computed comes from the network that training makes. */
  public boolean needsNetwork() {
    return EvidenceKinds.needNetwork(evidence.keySet(), features);
  }

  /** The limits of image files: with tiles, which are read by regions, the default is larger. */
  public DecodeLimits limits(DecodeLimits given) {
    return tiles != null && given.equals(DecodeLimits.defaults())
        ? DecodeLimits.defaultsOfTiles()
        : given;
  }

  public Letterbox frame() {
    return new Letterbox(imageWidth, imageHeight);
  }

  /** The kinds that the network can give. */
  private static Map<Evidence, Double> usable(Map<Evidence, Double> weights, UNetConfig network) {
    Map<Evidence, Double> usable =
        ImmutableSortedMap.copyOf(
            Maps.filterKeys(weights, kind -> EvidenceKinds.of(kind).isGivenBy(network)));
    checkArgument(
        usable.values().stream().allMatch(weight -> weight >= 0 && Double.isFinite(weight)),
        "weights of evidence must be finite and at least 0: %s",
        usable);
    checkArgument(
        usable.values().stream().anyMatch(weight -> weight > 0),
        "some evidence that the network can give must count: %s",
        usable);
    return usable;
  }

  /** Networks from their tensors: all of them or, if one cannot be made, none. */
  List<UNet> networks(List<Tensors> tensors) {
    List<UNet> networks = new ArrayList<>();
    try {
      for (Tensors own : tensors) {
        own.names().forEach(name -> own.floats(name, Tensors.ANY));
        networks.add(UNet.of(network, own));
        NetworkTrial.check(networks.get(networks.size() - 1));
      }
      return networks;
    } catch (IllegalArgumentException e) {
      networks.forEach(UNet::close);
      throw new IllegalArgumentException("a network: " + e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      networks.forEach(UNet::close);
      throw e;
    }
  }

  /** What evidence is made with. */
  public EvidenceContext context(List<UNet> networks, Optional<BackboneFeatures> patches) {
    return new EvidenceContext(
        frame(),
        features,
        memoryBankSize,
        backboneBankSize,
        seed,
        networks,
        patches,
        evidence.keySet());
  }
}
