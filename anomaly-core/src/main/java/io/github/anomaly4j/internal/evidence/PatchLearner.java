package io.github.anomaly4j.internal.evidence;

import io.github.anomaly4j.internal.bank.MemoryBank;
import io.github.anomaly4j.internal.bank.PatchModel;
import io.github.anomaly4j.internal.bank.PatchMoments;
import io.github.anomaly4j.internal.bank.PatchSample;
import io.github.anomaly4j.internal.feature.FeatureExtractor;
import io.github.anomaly4j.internal.feature.ImageFeature;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.feature.PatchFeatures;
import io.github.anomaly4j.internal.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Samples the patches of each category and makes a model of them. */
final class PatchLearner implements EvidenceLearner {
  private final PatchKind kind;
  private final EvidenceContext context;
  private final List<EvidenceModel> models = new ArrayList<>();

  PatchLearner(PatchKind kind, EvidenceContext context) {
    this.kind = kind;
    this.context = context;
  }

  @Override
  public CategoryLearner category(int number) {
    return new Category(number);
  }

  @Override
  public List<EvidenceModel> models() {
    return models;
  }

  /** Apart from the category, so that it does not keep the sample, which takes much memory. */
  private record PatchesWithout(PatchKind kind, FeatureExtractor extractor, PatchModel model)
      implements LeaveOneOut {
    @Override
    public Reading read(int image, ImageFeatures features) {
      return kind.reading(
          features, extractor.grid(features), model.distancesWithout(image, features, extractor));
    }

    @Override
    public Optional<ImageFeature<float[]>> moments() {
      return model.projection().map(projection -> new PatchMoments(extractor, projection));
    }
  }

  private final class Category implements CategoryLearner {
    private final int number;
    private final FeatureExtractor extractor;
    private final PatchSample sample;

    Category(int number) {
      this.number = number;
      this.extractor = kind.extractor(context, number);
      this.sample =
          new PatchSample(
              kind.candidates(context), RandomStream.PATCH_SAMPLE.seed(context.seed(), number));
    }

    @Override
    public List<ImageFeature<?>> features() {
      return List.of(extractor);
    }

    @Override
    public List<ImageFeature<?>> poseFeatures() {
      return kind.learnsPoses() ? features() : List.of();
    }

    @Override
    public void add(int image, ImageFeatures features) {
      PatchFeatures patches = features.get(extractor);
      sample.add(patches, features.scored(patches.grid()), image);
    }

    @Override
    public void addPose(int image, ImageFeatures features) {
      if (kind.learnsPoses()) {
        add(image, features);
      }
    }

    @Override
    public LeaveOneOut fit() {
      return fitted(
          kind.model(
              sample,
              extractor,
              kind.size(context),
              RandomStream.CORESET.seed(context.seed(), number)));
    }

    @Override
    public LeaveOneOut fit(MemoryBank bank) {
      return fitted(bank);
    }

    private LeaveOneOut fitted(PatchModel model) {
      models.add(new PatchEvidence(kind, context, extractor, model.withoutOrigins()));
      return new PatchesWithout(kind, extractor, model);
    }
  }
}
