package io.github.anomaly4j.internal.evidence;

import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.bank.PatchModel;
import io.github.anomaly4j.internal.bank.PatchSample;
import io.github.anomaly4j.internal.feature.FeatureExtractor;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.feature.PatchFeatures;

/** The model of a category's normal patches. */
record PatchEvidence(
    PatchKind kind, EvidenceContext context, FeatureExtractor extractor, PatchModel model)
    implements EvidenceModel {

  @Override
  public Reading read(ImageFeatures image) {
    PatchFeatures patches = image.get(extractor);
    return kind.reading(image, patches, model.distances(patches));
  }

  @Override
  public Tensors tensors() {
    return model.tensors();
  }

  @Override
  public Extension extension(long seed) {
    PatchSample sample = new PatchSample(kind.candidates(context), seed);
    return new Extension() {
      @Override
      public void add(ImageFeatures image) {
        PatchFeatures patches = image.get(extractor);
        sample.add(patches, image.scored(patches.grid()), 0);
      }

      @Override
      public void addPose(ImageFeatures image) {
        if (kind.learnsPoses()) {
          add(image);
        }
      }

      @Override
      public EvidenceModel extended() {
        return new PatchEvidence(
            kind, context, extractor, model.extended(sample, kind.size(context), seed));
      }
    };
  }
}
