package io.github.anomaly4j.internal.evidence;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.internal.bank.MahalanobisBank;
import io.github.anomaly4j.internal.feature.Descriptor;
import io.github.anomaly4j.internal.feature.ImageFeature;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Keeps a descriptor of each image and pose. The banks need all categories, since the covariance of
 * each is drawn towards the one within all. So the scores of training images are known only after
 * all categories are added.
 */
final class ImageLearner implements EvidenceLearner {
  private final Descriptor overview;

  /** The descriptors by category, image and pose. */
  private final List<List<List<float[]>>> categories = new ArrayList<>();

  private final List<List<MahalanobisBank>> withoutFold = new ArrayList<>();

  ImageLearner(Descriptor overview) {
    this.overview = overview;
  }

  @Override
  public CategoryLearner category(int number) {
    List<List<float[]>> images = new ArrayList<>();
    categories.add(images);
    return new CategoryLearner() {
      @Override
      public List<ImageFeature<?>> features() {
        return List.of(overview);
      }

      @Override
      public List<ImageFeature<?>> poseFeatures() {
        return features();
      }

      @Override
      public void add(int image, ImageFeatures features) {
        images.add(new ArrayList<>(List.of(features.get(overview))));
      }

      @Override
      public void addPose(int image, ImageFeatures features) {
        images.get(image).add(features.get(overview));
      }

      @Override
      public LeaveOneOut fit() {
        return (image, features) -> {
          float[] descriptor = features.get(overview);
          return Reading.later(() -> without(Folds.of(image)).get(number).score(descriptor));
        };
      }
    };
  }

  /** The banks of all categories without the images of a fold. */
  private List<MahalanobisBank> without(int fold) {
    if (withoutFold.isEmpty()) {
      withoutFold.addAll(Collections.nCopies(Folds.COUNT, List.of()));
      Workers.here().forEach(Folds.COUNT, i -> withoutFold.set(i, fitted(i)));
    }
    return withoutFold.get(fold);
  }

  @Override
  public List<EvidenceModel> models() {
    return fitted(Folds.NONE).stream()
        .map(bank -> (EvidenceModel) new ImageKind.Model(overview, bank))
        .toList();
  }

  private List<MahalanobisBank> fitted(int withoutFold) {
    List<List<float[]>> kept = new ArrayList<>();
    for (List<List<float[]>> images : categories) {
      List<float[]> own = new ArrayList<>();
      for (int i = 0; i < images.size(); i++) {
        if (Folds.of(i) != withoutFold) {
          own.addAll(images.get(i));
        }
      }
      kept.add(own);
    }
    return MahalanobisBank.fit(kept, categories.get(0).get(0).size());
  }
}
