package io.github.anomaly4j.internal.evidence;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** How far an image's mean is from the mean of the normal images: the example of the docs. */
public final class BrightnessKind implements EvidenceKind {
  static final Evidence NAME = Evidence.of("brightness");

  @Override
  public Evidence evidence() {
    return NAME;
  }

  @Override
  public EvidenceLearner learner(EvidenceContext context) {
    List<EvidenceModel> models = new ArrayList<>();
    return new EvidenceLearner() {
      @Override
      public CategoryLearner category(int number) {
        return new Learning(models);
      }

      @Override
      public List<EvidenceModel> models() {
        return models;
      }
    };
  }

  @Override
  public EvidenceModel load(EvidenceContext context, int category, Tensors tensors) {
    return new Model(tensors.floats("mean", 1)[0]);
  }

  private static double brightness(ImageFeatures features) {
    Image image = features.image();
    float[] pixels = image.toArray();
    return IntStream.range(0, pixels.length).mapToDouble(i -> pixels[i]).average().orElseThrow();
  }

  private record Learning(List<EvidenceModel> models, List<Double> seen)
      implements CategoryLearner {
    Learning(List<EvidenceModel> models) {
      this(models, new ArrayList<>());
    }

    @Override
    public void add(int image, ImageFeatures features) {
      seen.add(brightness(features));
    }

    @Override
    public LeaveOneOut fit() {
      double sum = seen.stream().mapToDouble(value -> value).sum();
      models.add(new Model((float) (sum / seen.size())));
      return (image, features) ->
          new Model((float) ((sum - seen.get(image)) / (seen.size() - 1))).read(features);
    }
  }

  private record Model(float mean) implements EvidenceModel {
    @Override
    public Reading read(ImageFeatures image) {
      return Reading.of(Math.abs(brightness(image) - mean));
    }

    @Override
    public Tensors tensors() {
      return Tensors.builder().floats("mean", mean).build();
    }
  }
}
