package io.github.anomaly4j.internal.training.shard;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.evidence.EvidenceKinds;
import io.github.anomaly4j.internal.evidence.LeaveOneOut;
import io.github.anomaly4j.internal.evidence.MapSpreads;
import io.github.anomaly4j.internal.evidence.Reading;
import io.github.anomaly4j.internal.feature.ImageFeature;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.training.CategoryScores.Look;
import io.github.anomaly4j.internal.training.CategoryScores.Scored;
import io.github.anomaly4j.internal.training.CategoryView;
import io.github.anomaly4j.spi.FeatureException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Scores images without what was learned from them, on a machine of a cluster. */
final class ScoringWork {
  private final ShardWorker worker;
  private final Order order;
  private final ShardWorker.Reading reading;
  private final CategoryView view;
  private final Kinds kinds;
  private final SortedMap<Evidence, LeaveOneOut> without;
  private final Optional<ImageFeature<float[]>> moments;

  ScoringWork(ShardWorker worker, Order order, ShardWorker.Reading reading, Lesson lesson) {
    this.worker = worker;
    this.order = order;
    this.reading = reading;
    this.view = worker.view(order);
    this.kinds = worker.kinds(order.category());
    this.without = lesson.scorers(worker.context(), order.category());
    this.moments =
        Optional.ofNullable(order.describes()).flatMap(kind -> without.get(kind).moments());
  }

  byte[] spreads() throws IOException {
    Set<Evidence> added = EvidenceKinds.added(without.keySet());
    MapSpreads.Sample sample = new MapSpreads.Sample();
    for (int i = 0; i < order.images().length; i++) {
      int image = order.images()[i];
      ImageFeatures look = view.look(worker.image(order, reading, i));
      SortedMap<Evidence, Reading> readings = new TreeMap<>();
      added.forEach(kind -> readings.put(kind, without.get(kind).read(image, look)));
      sample.add(Reading.maps(readings));
    }
    return new Packet<>(sample.spreads(), Tensors.none()).bytes();
  }

  byte[] scores() throws IOException {
    ScoredImages scored = new ScoredImages();
    for (int i = 0; i < order.images().length; i++) {
      Image image = worker.image(order, reading, i);
      ImageFeatures look = view.look(image);
      add(scored, i, look, view.asked(order.images()[i]), Optional.of(image));
    }
    return scored.bytes();
  }

  byte[] damaged() throws IOException {
    List<Image> sound = new ArrayList<>();
    for (int i = 0; i < order.images().length; i++) {
      ImageFeatures look = view.look(worker.image(order, reading, i));
      sound.add(worker.context().largestFrame().scale(look.image()));
    }
    ScoredImages scored = new ScoredImages();
    for (int number : order.numbers()) {
      ImageFeatures damaged = view.lookAsItLies(view.damaged(sound, number));
      add(scored, number % sound.size(), damaged, view.counted(), Optional.empty());
    }
    return scored.bytes();
  }

  /**
   * Scores an image.
   *
   * @param i which of the task's images is left out
   * @param whole the image without areas; empty of a damaged one
   */
  private void add(
      ScoredImages to, int i, ImageFeatures look, Set<Evidence> asked, Optional<Image> whole) {
    try {
      Scored scored =
          view.score(
              asked,
              look,
              kind ->
                  kinds.byVectors(kind)
                      // The driver scores it.
                      ? Reading.of(0)
                      : without.get(kind).read(order.images()[i], look),
              order.spreads(),
              moments);
      Optional<Look> seen = whole.map(image -> view.whole(look, image));
      to.add(kinds, scored, kinds.vectors(look), seen);
    } catch (FeatureException e) {
      throw ShardWorker.naming(e, reading, i);
    }
  }
}
