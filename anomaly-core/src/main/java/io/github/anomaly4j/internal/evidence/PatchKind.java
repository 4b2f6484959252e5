package io.github.anomaly4j.internal.evidence;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Features;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.bank.MemoryBank;
import io.github.anomaly4j.internal.bank.PatchModel;
import io.github.anomaly4j.internal.bank.PatchPlan;
import io.github.anomaly4j.internal.bank.PatchSample;
import io.github.anomaly4j.internal.bank.PositionGaussians;
import io.github.anomaly4j.internal.feature.ChannelSubset;
import io.github.anomaly4j.internal.feature.DetailFeatures;
import io.github.anomaly4j.internal.feature.EncoderFeatures;
import io.github.anomaly4j.internal.feature.FeatureExtractor;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.grid.EvidenceMap;
import io.github.anomaly4j.internal.random.RandomStream;
import io.github.anomaly4j.spi.Grid;
import java.util.List;
import java.util.Optional;

/** Evidence from the distance of patches to those of normal images. */
enum PatchKind implements EvidenceKind {
  PATCH(Evidence.PATCH, 0.8, 0.01) {
    @Override
    FeatureExtractor extractor(EvidenceContext context, int category) {
      return context.patches(category);
    }

    @Override
    public boolean needsOwnFrame() {
      return true;
    }

    @Override
    public boolean needsNetwork(Features features) {
      return features != Features.SCATTERING;
    }

    @Override
    public List<String> networkLevels(Features features, UNetConfig network) {
      return needsNetwork(features) ? EncoderFeatures.levels(network) : List.of();
    }
  },

  /** The coupling to {@link #PATCH} and {@link #BACKBONE} is stated here and nowhere else. */
  DETAIL(Evidence.DETAIL, 1.5, 0.002) {
    /** Details have few features, so a thousand patches are enough. */
    private static final int MAX_SIZE = 1000;

    /** A coreset from all patches would keep mostly rare ones, and maps would become vague. */
    private static final int CANDIDATES = 20;

    @Override
    FeatureExtractor extractor(EvidenceContext context, int category) {
      return new DetailFeatures(context.frame());
    }

    @Override
    int size(EvidenceContext context) {
      return Math.max(1, Math.min(MAX_SIZE, context.bankSize() / 2));
    }

    @Override
    int candidates(EvidenceContext context) {
      return candidates(CANDIDATES, size(context));
    }

    @Override
    public List<Evidence> requires() {
      return List.of(Evidence.PATCH);
    }

    @Override
    public List<Evidence> refines() {
      return List.of(Evidence.PATCH, Evidence.BACKBONE);
    }

    @Override
    public boolean needsOwnFrame() {
      return true;
    }

    @Override
    public boolean needsNetwork(Features features) {
      return PATCH.needsNetwork(features);
    }
  },

  BACKBONE(Evidence.BACKBONE, 0.8, 0.03) {
    /** A backbone's patches have hundreds of features: 400,000 of them fill half a gigabyte. */
    private static final int CANDIDATES = 40;

    @Override
    FeatureExtractor extractor(EvidenceContext context, int category) {
      return context.backbone().orElseThrow();
    }

    @Override
    int size(EvidenceContext context) {
      return context.backboneBankSize();
    }

    @Override
    int candidates(EvidenceContext context) {
      return candidates(CANDIDATES, size(context));
    }

    @Override
    public boolean needsBackbone() {
      return true;
    }
  },

  GAUSSIAN(Evidence.GAUSSIAN, 0.8, 0.03) {
    @Override
    FeatureExtractor extractor(EvidenceContext context, int category) {
      return ChannelSubset.of(
          context.backbone().orElseThrow(),
          PositionGaussians.CHANNELS,
          RandomStream.CHANNEL.seed(context.seed()));
    }

    /** A tile has no position in the product. */
    @Override
    public boolean readsTiles() {
      return false;
    }

    /** Of all patches, as long as there is room. */
    @Override
    int candidates(EvidenceContext context) {
      return MAX_CANDIDATES;
    }

    @Override
    boolean learnsPoses() {
      return false;
    }

    @Override
    public boolean needsBackbone() {
      return true;
    }

    /** Gaussians are not chosen from the patches. */
    @Override
    public Optional<PatchPlan> plan(EvidenceContext context, int category) {
      return Optional.empty();
    }

    @Override
    PatchModel model(PatchSample sample, FeatureExtractor extractor, int size, long seed) {
      return PositionGaussians.of(sample);
    }

    @Override
    PatchModel model(Tensors tensors) {
      return PositionGaussians.of(tensors);
    }
  };

  private static final float MIN_DISTANCE = 1e-3f;

  /** Also for the smallest bank, so that patches of every image are among them. */
  private static final int MIN_CANDIDATES = 1000;

  /** As many as fit into a few gigabytes, for any size of the bank. */
  private static final int MAX_CANDIDATES = 2_000_000;

  /** A coreset is chosen from this many times its size: all patches of a usual category. */
  private static final int CANDIDATES = 100;

  private final Evidence evidence;
  private final double sigma;
  private final double share;

  PatchKind(Evidence evidence, double sigma, double share) {
    this.evidence = evidence;
    this.sigma = sigma;
    this.share = share;
  }

  @Override
  public Evidence evidence() {
    return evidence;
  }

  /** The extractor of a category's patches. */
  abstract FeatureExtractor extractor(EvidenceContext context, int category);

  /** The maximum number of patches in a category's bank. */
  int size(EvidenceContext context) {
    return context.bankSize();
  }

  /** The maximum number of patches that a bank is chosen from. */
  int candidates(EvidenceContext context) {
    return candidates(CANDIDATES, size(context));
  }

  static int candidates(long times, int size) {
    return (int) Math.min(MAX_CANDIDATES, Math.max(MIN_CANDIDATES, times * size));
  }

  /**
   * Whether it learns images in other poses. Gaussians of positions do not: other poses would blur
   * them.
   */
  boolean learnsPoses() {
    return true;
  }

  PatchModel model(PatchSample sample, FeatureExtractor extractor, int size, long seed) {
    return MemoryBank.of(sample, extractor, size, seed);
  }

  PatchModel model(Tensors tensors) {
    return MemoryBank.of(tensors);
  }

  /**
   * Distances as a reading: smoothed, so that a single position counts less than a patch, and as
   * logarithms, whose spread over normal images is even.
   */
  Reading reading(ImageFeatures image, Grid grid, float[] distances) {
    return Reading.of(
        new EvidenceMap(grid, distances, image.scored(grid))
            .smoothed(sigma)
            .logarithm(MIN_DISTANCE),
        share);
  }

  @Override
  public Optional<PatchPlan> plan(EvidenceContext context, int category) {
    return Optional.of(
        new PatchPlan(
            extractor(context, category), size(context), candidates(context), learnsPoses()));
  }

  @Override
  public EvidenceLearner learner(EvidenceContext context) {
    return new PatchLearner(this, context);
  }

  @Override
  public EvidenceModel load(EvidenceContext context, int category, Tensors tensors) {
    FeatureExtractor extractor = extractor(context, category);
    PatchModel model = model(tensors);
    checkArgument(
        model.channels() == extractor.channels(),
        "it is for %s features of %s",
        model.channels(),
        extractor.channels());
    return new PatchEvidence(this, context, extractor, model);
  }
}
