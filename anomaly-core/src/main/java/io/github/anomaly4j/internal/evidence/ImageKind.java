package io.github.anomaly4j.internal.evidence;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.bank.MahalanobisBank;
import io.github.anomaly4j.internal.feature.Descriptor;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/** Evidence from the distance of the image as a whole to the normal images. */
final class ImageKind implements EvidenceKind {
  @Override
  public Evidence evidence() {
    return Evidence.IMAGE;
  }

  @Override
  public boolean needsOwnFrame() {
    return true;
  }

  @Override
  public EvidenceLearner learner(EvidenceContext context) {
    return new ImageLearner(context.overview());
  }

  @Override
  public EvidenceModel load(EvidenceContext context, int category, Tensors tensors) {
    MahalanobisBank bank = MahalanobisBank.of(tensors);
    int channels = context.overview().patches().channels();
    checkArgument(
        bank.channels() == channels, "it is for %s features of %s", bank.channels(), channels);
    return new Model(context.overview(), bank);
  }

  /** The model of one category's whole images. */
  record Model(Descriptor overview, MahalanobisBank bank) implements EvidenceModel {
    @Override
    public Reading read(ImageFeatures image) {
      return Reading.of(bank.score(image.get(overview)));
    }

    @Override
    public Tensors tensors() {
      return bank.tensors();
    }

    @Override
    public EvidenceModel without(SortedSet<Integer> images) {
      return new Model(overview, bank.without(images));
    }

    @Override
    public Extension extension(long seed, int known) {
      List<float[]> descriptors = new ArrayList<>();
      return new Extension() {
        @Override
        public void add(ImageFeatures image) {
          descriptors.add(image.get(overview));
        }

        @Override
        public void addPose(ImageFeatures image) {
          add(image);
        }

        @Override
        public EvidenceModel extended() {
          return new Model(overview, bank.extended(descriptors));
        }
      };
    }
  }
}
