package io.github.anomaly4j.internal.training;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.detector.Poses;
import io.github.anomaly4j.internal.evidence.EvidenceKinds;
import io.github.anomaly4j.internal.evidence.LeaveOneOut;
import io.github.anomaly4j.internal.evidence.MapSpreads;
import io.github.anomaly4j.internal.evidence.Reading;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.feature.KeptPasses;
import io.github.anomaly4j.internal.training.CategoryScores.Look;
import io.github.anomaly4j.internal.training.CategoryScores.Scored;
import io.github.anomaly4j.internal.training.image.ImageWalk;
import io.github.anomaly4j.internal.training.image.Lesson;
import io.github.anomaly4j.internal.training.image.Piece;
import io.github.anomaly4j.internal.training.image.TrainingImages;
import io.github.anomaly4j.internal.training.image.TrainingImages.Category;
import io.github.anomaly4j.spi.FeatureException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Scores the images of one category or tiles of them, as they are and with synthetic damage, each
 * without what was learned from the image.
 *
 * @param step is run after each image that was scored
 * @param kept what the backbone gave for images that were learned
 * @param without what was learned
 */
record CategoryScoring(
    CategoryView view,
    TrainingImages images,
    Category category,
    Lesson lesson,
    Runnable step,
    KeptPasses<Piece> kept,
    SortedMap<Evidence, LeaveOneOut> without) {

  /**
   * A normal image or tile that was scored, and what else is kept for it.
   *
   * @param sound the image, to be damaged; empty if there are enough
   * @param look the image as a whole; empty of a tile
   */
  private record Compared(Scored scored, Optional<Image> sound, Optional<Look> look) {}

  /**
   * How an image is scored.
   *
   * @param spreads how much maps vary that are added
   * @param describes the kind of evidence whose memory bank describes whole images
   */
  private record Scale(MapSpreads spreads, Optional<Evidence> describes) {}

  /** The scores of all images. */
  CategoryScores scores(Poses poses) throws IOException {
    Scale scale = new Scale(spreads(), describes());
    List<Image> sound = new ArrayList<>();
    List<Look> looks = new ArrayList<>();
    List<Scored> normal = normal(scale, sound, looks);
    if (lesson.tiles().isPresent()) {
      walk()
          .inOrder(
              category.images().size(),
              i -> images.overview(category.images().get(i)),
              (image, i) -> view.whole(new ImageFeatures(image), image),
              (look, i) -> looks.add(look));
    }
    List<Integer> damageable = lesson.sound(CategoryView.DAMAGED);
    List<Integer> damagedPieces =
        IntStream.range(0, CategoryView.DAMAGED)
            .mapToObj(i -> damageable.get(i % sound.size()))
            .toList();
    return new CategoryScores(
        view.template(),
        poses,
        scale.spreads(),
        normal,
        damaged(scale, sound, damagedPieces),
        looks,
        scale.describes(),
        lesson.blocks(damagedPieces));
  }

  private ImageWalk walk() {
    return new ImageWalk(view.config().tiles());
  }

  private Optional<Evidence> describes() {
    return lesson.tiles().isPresent()
        ? Optional.empty()
        : EvidenceKinds.describing(
            EvidenceKinds.detecting(view.config().evidence()),
            kind -> without.get(kind).moments().isPresent());
  }

  /** A look at an image that was learned. */
  private ImageFeatures again(Image image, Piece piece) {
    ImageFeatures look = view.look(image);
    kept.give(piece, look);
    return look;
  }

  /** How much the maps of normal images vary whose maps are added. */
  private MapSpreads spreads() throws IOException {
    Set<Evidence> added = EvidenceKinds.added(without.keySet());
    MapSpreads.Sample sample = new MapSpreads.Sample();
    List<Piece> some =
        lesson.sound(added.isEmpty() ? 0 : CategoryView.SPREAD).stream()
            .map(lesson.scored()::get)
            .toList();
    walk()
        .inOrder(
            some.size(),
            i -> images.read(some.get(i)),
            (image, i) -> {
              ImageFeatures look = again(image, some.get(i));
              SortedMap<Evidence, Reading> readings = new TreeMap<>();
              added.forEach(
                  kind -> readings.put(kind, without.get(kind).read(some.get(i).image(), look)));
              return Reading.maps(readings);
            },
            (maps, i) -> sample.add(maps));
    return sample.spreads();
  }

  /**
   * Scores the images as they are.
   *
   * @param sound receives images to be damaged
   * @param looks receives the images as a whole, except of tiles
   */
  private List<Scored> normal(Scale scale, List<Image> sound, List<Look> looks) throws IOException {
    List<Piece> pieces = lesson.scored();
    Set<Integer> toDamage = new HashSet<>(lesson.sound(CategoryView.DAMAGED));
    List<Scored> normal = new ArrayList<>();
    walk()
        .inOrder(
            pieces.size(),
            i -> images.read(pieces.get(i)),
            (image, i) -> {
              ImageFeatures look = again(image, pieces.get(i));
              return new Compared(
                  score(view.asked(i), look, pieces.get(i), scale),
                  toDamage.contains(i)
                      ? Optional.of(view.context().largestFrame().scale(look.image()))
                      : Optional.empty(),
                  lesson.tiles().isPresent()
                      ? Optional.empty()
                      : Optional.of(view.whole(look, image)));
            },
            (image, i) -> {
              normal.add(image.scored());
              image.sound().ifPresent(sound::add);
              image.look().ifPresent(looks::add);
              step.run();
            });
    return normal;
  }

  /**
   * Scores images with synthetic damage.
   *
   * @param pieces which piece each of them was before
   */
  private List<Scored> damaged(Scale scale, List<Image> sound, List<Integer> pieces)
      throws IOException {
    List<Scored> damaged = new ArrayList<>();
    walk()
        .inOrder(
            pieces.size(),
            i -> view.damaged(sound, i),
            (image, i) ->
                score(
                    view.counted(),
                    view.lookAsItLies(image),
                    lesson.scored().get(pieces.get(i)),
                    scale),
            (image, i) -> {
              damaged.add(image);
              step.run();
            });
    return damaged;
  }

  /** Scores an image or tile without what was learned from the image. */
  private Scored score(Set<Evidence> asked, ImageFeatures features, Piece piece, Scale scale) {
    try {
      return view.score(
          asked,
          features,
          kind -> without.get(kind).read(piece.image(), features),
          scale.spreads(),
          scale.describes().flatMap(kind -> without.get(kind).moments()));
    } catch (FeatureException e) {
      throw e.naming(piece.entry().file());
    }
  }
}
