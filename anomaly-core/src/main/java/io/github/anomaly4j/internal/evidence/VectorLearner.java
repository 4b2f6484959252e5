package io.github.anomaly4j.internal.evidence;

import com.google.common.base.Suppliers;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.bank.SquaredErrorBank;
import io.github.anomaly4j.internal.feature.ImageFeature;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.feature.NetworkPass;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Keeps a vector of each image. */
final class VectorLearner implements EvidenceLearner {
  private final VectorKind kind;
  private final EvidenceContext context;
  private final List<EvidenceModel> models = new ArrayList<>();

  VectorLearner(VectorKind kind, EvidenceContext context) {
    this.kind = kind;
    this.context = context;
  }

  @Override
  public CategoryLearner category(int number) {
    NetworkPass pass = context.pass(number);
    VectorKind.Vector vector = new VectorKind.Vector(kind, pass);
    List<float[]> vectors = new ArrayList<>();
    return new CategoryLearner() {
      @Override
      public List<ImageFeature<?>> features() {
        return List.of(vector);
      }

      @Override
      public void add(int image, ImageFeatures features) {
        vectors.add(features.get(vector));
      }

      @Override
      public LeaveOneOut fit() {
        models.add(new Model(kind, pass, kind.bank(vectors)));
        // Made when they are read: of a single image nothing is left without its fold.
        List<Supplier<Model>> withoutFold =
            IntStream.range(0, Folds.COUNT)
                .<Supplier<Model>>mapToObj(
                    fold ->
                        Suppliers.memoize(
                            () -> new Model(kind, pass, kind.bank(without(fold, vectors)))))
                .toList();
        return (image, features) -> withoutFold.get(Folds.of(image)).get().read(features);
      }
    };
  }

  private static List<float[]> without(int fold, List<float[]> vectors) {
    return IntStream.range(0, vectors.size())
        .filter(image -> Folds.of(image) != fold)
        .mapToObj(vectors::get)
        .toList();
  }

  @Override
  public List<EvidenceModel> models() {
    return models;
  }

  /** One category's vectors. */
  record Model(VectorKind kind, NetworkPass pass, SquaredErrorBank bank) implements EvidenceModel {
    @Override
    public Reading read(ImageFeatures image) {
      return Reading.of(
          Reading.logarithm(bank.score(image.get(new VectorKind.Vector(kind, pass)))));
    }

    @Override
    public Tensors tensors() {
      return bank.tensors();
    }

    @Override
    public Extension extension(long seed, int known) {
      List<float[]> vectors = new ArrayList<>();
      return new Extension() {
        @Override
        public void add(ImageFeatures image) {
          vectors.add(image.get(new VectorKind.Vector(kind, pass)));
        }

        @Override
        public EvidenceModel extended() {
          return new Model(kind, pass, bank.extended(vectors));
        }
      };
    }
  }
}
