package io.github.anomaly4j.internal.evidence;

import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.bank.PatchModel;
import io.github.anomaly4j.internal.bank.PatchMoments;
import io.github.anomaly4j.internal.bank.PatchSample;
import io.github.anomaly4j.internal.feature.FeatureExtractor;
import io.github.anomaly4j.internal.feature.ImageFeature;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.feature.PatchFeatures;
import java.util.Optional;
import java.util.SortedSet;

/** The model of a category's normal patches. */
record PatchEvidence(
    PatchKind kind, EvidenceContext context, FeatureExtractor extractor, PatchModel model)
    implements EvidenceModel {

  @Override
  public Reading read(ImageFeatures image) {
    return kind.reading(image, extractor.grid(image), model.distances(image, extractor));
  }

  @Override
  public Tensors tensors() {
    return model.tensors();
  }

  @Override
  public Optional<ImageFeature<float[]>> moments() {
    return model.projection().map(projection -> new PatchMoments(extractor, projection));
  }

  @Override
  public EvidenceModel without(SortedSet<Integer> images) {
    return new PatchEvidence(kind, context, extractor, model.without(images));
  }

  @Override
  public Extension extension(long seed, int known) {
    PatchSample sample = new PatchSample(kind.candidates(context), seed);
    return new Extension() {
      private int number = known - 1;

      @Override
      public void add(ImageFeatures image) {
        number++;
        sample(image);
      }

      @Override
      public void addPose(ImageFeatures image) {
        if (kind.learnsPoses()) {
          sample(image);
        }
      }

      private void sample(ImageFeatures image) {
        PatchFeatures patches = image.get(extractor);
        sample.add(patches, image.scored(patches.grid()), number);
      }

      @Override
      public EvidenceModel extended() {
        return new PatchEvidence(
            kind, context, extractor, model.extended(sample, kind.size(context), seed));
      }
    };
  }
}
