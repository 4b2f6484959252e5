package io.github.anomaly4j.internal.evidence;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Features;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.bank.ImageVector;
import io.github.anomaly4j.internal.bank.SquaredErrorBank;
import io.github.anomaly4j.internal.feature.ImageFeature;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.feature.NetworkPass;
import java.util.List;

/** Evidence from one vector of the network's features for each image. */
enum VectorKind implements EvidenceKind {
  BOTTLENECK(Evidence.BOTTLENECK, ImageVector.AVERAGED) {
    @Override
    int level(UNetConfig network) {
      return network.depth();
    }

    @Override
    SquaredErrorBank bank(List<float[]> vectors) {
      return SquaredErrorBank.of(vectors);
    }
  },
  SPREAD(Evidence.SPREAD, ImageVector.SPREAD) {
    @Override
    int level(UNetConfig network) {
      return 0;
    }

    @Override
    SquaredErrorBank bank(List<float[]> vectors) {
      return SquaredErrorBank.standardized(vectors);
    }
  };

  private final Evidence evidence;
  private final ImageVector vector;

  VectorKind(Evidence evidence, ImageVector vector) {
    this.evidence = evidence;
    this.vector = vector;
  }

  @Override
  public Evidence evidence() {
    return evidence;
  }

  /** The level of the encoder. */
  abstract int level(UNetConfig network);

  abstract SquaredErrorBank bank(List<float[]> vectors);

  private String levelName(UNetConfig network) {
    return "enc" + level(network);
  }

  /** The vector of an image. */
  record Vector(VectorKind kind, NetworkPass pass) implements ImageFeature<float[]> {
    @Override
    public float[] of(ImageFeatures image) {
      return kind.vector.of(
          image.get(pass).features().get(kind.levelName(pass.network().config())));
    }
  }

  @Override
  public boolean needsNetwork(Features features) {
    return true;
  }

  /** The network learns whole images. */
  @Override
  public boolean readsTiles() {
    return false;
  }

  @Override
  public boolean onlyIfCounted() {
    return true;
  }

  @Override
  public List<String> networkLevels(Features features, UNetConfig network) {
    return List.of(levelName(network));
  }

  @Override
  public EvidenceLearner learner(EvidenceContext context) {
    return new VectorLearner(this, context);
  }

  @Override
  public EvidenceModel load(EvidenceContext context, int category, Tensors tensors) {
    SquaredErrorBank bank = SquaredErrorBank.of(tensors);
    UNetConfig network = context.network(category).orElseThrow().config();
    int width = network.width(level(network));
    checkArgument(bank.channels() == width, "a bank of %s features of %s", bank.channels(), width);
    return new VectorLearner.Model(this, context.pass(category), bank);
  }
}
