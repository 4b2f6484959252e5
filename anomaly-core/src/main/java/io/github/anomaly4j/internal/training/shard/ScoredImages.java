package io.github.anomaly4j.internal.training.shard;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.image.Appearance;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.route.TwoStageRouter;
import io.github.anomaly4j.internal.score.MapPeaks;
import io.github.anomaly4j.internal.training.CategoryScores.Look;
import io.github.anomaly4j.internal.training.CategoryScores.Scored;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** The scores of a task's images, as they travel to the driver. */
final class ScoredImages {
  private static final String PEAKS = "peaks/";
  private static final String COARSE = "coarse/";
  private static final String MOMENTS = "moments/";
  private static final String VECTORS = "vectors/";
  private static final String DESCRIPTOR = "descriptor/";
  private static final String THUMBNAIL = "thumbnail/";

  private final List<One> images = new ArrayList<>();
  private final Tensors.Builder tensors = Tensors.builder();

  /**
   * An image.
   *
   * @param scores of the kinds that are scored where the image is
   * @param peaked the kinds of the peaks
   * @param coarse the kinds of the peaks of coarse maps; empty if there are none
   * @param contrast of the image as a whole; 0 of a damaged one
   * @param appearance likewise; null of a damaged one
   */
  private record One(
      Map<Evidence, Double> scores,
      List<Evidence> peaked,
      List<Evidence> coarse,
      double contrast,
      @Nullable Appearance appearance) {}

  private record All(List<One> images) {}

  /**
   * Adds an image.
   *
   * @param kinds how each kind is learned: of those by vectors, the vectors travel
   * @param look the image as a whole; empty of a damaged one
   */
  void add(Kinds kinds, Scored scored, List<float[]> vectors, Optional<Look> look) {
    int i = images.size();
    SortedMap<Evidence, Double> scores = new TreeMap<>();
    scored
        .scores()
        .forEach(
            (kind, score) -> {
              if (!kinds.byVectors(kind)) {
                scores.put(kind, score.getAsDouble());
              }
            });
    tensors.floats(PEAKS + i, joined(scored.peaks().places()));
    scored.coarse().ifPresent(peaks -> tensors.floats(COARSE + i, joined(peaks.places())));
    scored.moments().ifPresent(moments -> tensors.floats(MOMENTS + i, moments));
    Vectors.put(tensors, VECTORS + i, vectors);
    look.ifPresent(
        whole -> {
          tensors.floats(DESCRIPTOR + i, whole.descriptor());
          whole.thumbnail().ifPresent(small -> tensors.floats(THUMBNAIL + i, small.toArray()));
        });
    images.add(
        new One(
            scores,
            scored.peaks().kinds(),
            scored.coarse().map(MapPeaks::kinds).orElse(List.of()),
            look.map(Look::contrast).orElse(0.0),
            look.map(Look::appearance).orElse(null)));
  }

  private static float[] joined(List<float[]> places) {
    int kinds = places.get(0).length;
    float[] joined = new float[places.size() * kinds];
    for (int i = 0; i < places.size(); i++) {
      System.arraycopy(places.get(i), 0, joined, i * kinds, kinds);
    }
    return joined;
  }

  byte[] bytes() {
    return new Packet<>(new All(images), tensors.build()).bytes();
  }

  /**
   * An image at the driver.
   *
   * @param vectors of the kinds that are learned from them
   * @param look empty of a damaged image
   */
  record Received(Scored scored, List<float[]> vectors, Optional<Look> look) {}

  static List<Received> read(byte[] bytes) throws IOException {
    Packet<All> read = Packet.read(bytes, All.class);
    List<Received> received = new ArrayList<>();
    for (One one : read.content().images()) {
      received.add(received(one, read.tensors(), received.size()));
    }
    return received;
  }

  private static Received received(One one, Tensors tensors, int i) {
    SortedMap<Evidence, DoubleSupplier> scores = new TreeMap<>();
    one.scores().forEach((kind, score) -> scores.put(kind, () -> score));
    return new Received(
        new Scored(
            scores,
            new MapPeaks(one.peaked(), places(one.peaked(), tensors, PEAKS + i)),
            one.coarse().isEmpty()
                ? Optional.empty()
                : Optional.of(
                    new MapPeaks(one.coarse(), places(one.coarse(), tensors, COARSE + i))),
            tensors.has(MOMENTS + i)
                ? Optional.of(tensors.anyFloats(MOMENTS + i, Tensors.ANY))
                : Optional.empty()),
        Vectors.get(tensors, VECTORS + i),
        one.appearance() == null
            ? Optional.empty()
            : Optional.of(
                new Look(
                    one.contrast(),
                    one.appearance(),
                    tensors.anyFloats(DESCRIPTOR + i, Tensors.ANY),
                    thumbnail(tensors, i))));
  }

  private static List<float[]> places(List<Evidence> of, Tensors tensors, String name) {
    int kinds = of.size();
    if (kinds == 0) {
      return List.of(new float[0]);
    }
    float[] joined = tensors.anyFloats(name, kinds, Tensors.ANY);
    List<float[]> places = new ArrayList<>();
    for (int from = 0; from < joined.length; from += kinds) {
      places.add(Arrays.copyOfRange(joined, from, from + kinds));
    }
    return places;
  }

  private static Optional<Image> thumbnail(Tensors tensors, int i) {
    return tensors.has(THUMBNAIL + i)
        ? Optional.of(
            Image.of(
                TwoStageRouter.SIDE,
                TwoStageRouter.SIDE,
                tensors.anyFloats(THUMBNAIL + i, Tensors.ANY)))
        : Optional.empty();
  }
}
