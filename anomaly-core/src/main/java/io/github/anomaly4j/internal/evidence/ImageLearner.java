package io.github.anomaly4j.internal.evidence;

import io.github.anomaly4j.internal.bank.MahalanobisBank;
import io.github.anomaly4j.internal.feature.Descriptor;
import io.github.anomaly4j.internal.feature.ImageFeature;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import java.util.ArrayList;
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

  /** The fold of each of them. */
  private final List<List<Integer>> folds = new ArrayList<>();

  /** The images whose scores are not computed yet. */
  private final List<Asked> asked = new ArrayList<>();

  ImageLearner(Descriptor overview) {
    this.overview = overview;
  }

  @Override
  public CategoryLearner category(int number) {
    List<List<float[]>> images = new ArrayList<>();
    List<Integer> own = new ArrayList<>();
    categories.add(images);
    folds.add(own);
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
        own.add(Folds.of(image));
      }

      @Override
      public void addPose(int image, ImageFeatures features) {
        images.get(image).add(features.get(overview));
      }

      @Override
      public LeaveOneOut fit() {
        return (image, features) -> {
          Asked one = new Asked(number, Folds.of(image), features.get(overview));
          synchronized (asked) {
            asked.add(one);
          }
          return Reading.later(() -> score(one));
        };
      }
    };
  }

  /** An image to be scored without its fold. */
  private static final class Asked {
    private final int category;
    private final int fold;
    private final float[] descriptor;
    private double score;

    Asked(int category, int fold, float[] descriptor) {
      this.category = category;
      this.fold = fold;
      this.descriptor = descriptor;
    }
  }

  /**
   * Scores all images that were asked for, at the first that is needed. The banks without a fold
   * are kept only meanwhile: with many categories they take much memory.
   */
  private double score(Asked one) {
    synchronized (asked) {
      for (int fold = 0; fold < Folds.COUNT; fold++) {
        int number = fold;
        List<Asked> own = asked.stream().filter(image -> image.fold == number).toList();
        if (!own.isEmpty()) {
          List<MahalanobisBank> banks = fitted(fold);
          own.forEach(image -> image.score = banks.get(image.category).score(image.descriptor));
        }
      }
      asked.clear();
      return one.score;
    }
  }

  @Override
  public List<EvidenceModel> models() {
    return fitted(Folds.NONE).stream()
        .map(bank -> (EvidenceModel) new ImageKind.Model(overview, bank))
        .toList();
  }

  private List<MahalanobisBank> fitted(int withoutFold) {
    List<List<float[]>> kept = new ArrayList<>();
    for (int category = 0; category < categories.size(); category++) {
      List<List<float[]>> images = categories.get(category);
      List<float[]> own = new ArrayList<>();
      for (int i = 0; i < images.size(); i++) {
        if (folds.get(category).get(i) != withoutFold) {
          own.addAll(images.get(i));
        }
      }
      kept.add(own);
    }
    return MahalanobisBank.fit(kept, categories.get(0).get(0).size());
  }
}
