package io.github.anomaly4j.internal.evidence;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Features;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.feature.NetworkPass;
import io.github.anomaly4j.internal.grid.EvidenceMap;
import io.github.anomaly4j.internal.grid.Framed;
import io.github.anomaly4j.internal.network.FeatureDifference;
import io.github.anomaly4j.internal.network.GradientSimilarity;
import io.github.anomaly4j.internal.network.ReconstructionError;
import io.github.anomaly4j.internal.network.UNet;
import java.util.List;

/** Evidence from the trained network alone, without a bank. */
enum NetworkKind implements EvidenceKind {
  /**
   * A low value of the mask does not mean normal: the mask may only add to the map, and never
   * outweighs the memory bank.
   */
  MASK(Evidence.MASK, 0.002) {
    @Override
    EvidenceMap map(NetworkPass pass, Framed framed, UNet.Output output) {
      return pixels(framed, output.maskLogits().values());
    }

    @Override
    public boolean isGivenBy(UNetConfig network) {
      return network.maskOutput();
    }

    @Override
    public boolean onlyRaises() {
      return true;
    }
  },
  RECONSTRUCTION(Evidence.RECONSTRUCTION, 0.005) {
    @Override
    EvidenceMap map(NetworkPass pass, Framed framed, UNet.Output output) {
      return pixels(framed, ReconstructionError.map(framed, output.reconstruction().values()));
    }
  },
  GRADIENT(Evidence.GRADIENT, 0.005) {
    @Override
    EvidenceMap map(NetworkPass pass, Framed framed, UNet.Output output) {
      return pixels(framed, GradientSimilarity.map(framed, output.reconstruction().values()));
    }
  },
  FEATURES(Evidence.FEATURES, 1) {
    private static final float MIN_ERROR = 1e-9f;

    @Override
    EvidenceMap map(NetworkPass pass, Framed framed, UNet.Output output) {
      FeatureDifference difference = FeatureDifference.bottleneck(pass.network().config());
      UNet.Output again = pass.run(output.reconstruction().values(), difference.levels());
      return difference.map(framed, output.features(), again.features()).logarithm(MIN_ERROR);
    }

    @Override
    public List<String> networkLevels(Features features, UNetConfig network) {
      return FeatureDifference.bottleneck(network).levels();
    }
  };

  private static final double SIGMA = 2;

  private final Evidence evidence;
  private final double share;

  NetworkKind(Evidence evidence, double share) {
    this.evidence = evidence;
    this.share = share;
  }

  @Override
  public Evidence evidence() {
    return evidence;
  }

  /** The smoothed map of an image. */
  abstract EvidenceMap map(NetworkPass pass, Framed framed, UNet.Output output);

  static EvidenceMap pixels(Framed framed, float[] values) {
    return EvidenceMap.of(framed.grid(framed.height(), framed.width()), values).smoothed(SIGMA);
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
  public EvidenceLearner learner(EvidenceContext context) {
    return EvidenceLearner.fixed(category -> model(context.pass(category)));
  }

  @Override
  public EvidenceModel load(EvidenceContext context, int category, Tensors tensors) {
    return model(context.pass(category));
  }

  private EvidenceModel model(NetworkPass pass) {
    return (ImageFeatures image) -> {
      EvidenceMap map = map(pass, pass.framed(image), image.get(pass));
      return Reading.of(map.scored(image.scored(map.grid())), share);
    };
  }
}
