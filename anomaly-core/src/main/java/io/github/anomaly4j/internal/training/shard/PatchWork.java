package io.github.anomaly4j.internal.training.shard;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.bank.PatchPlan;
import io.github.anomaly4j.internal.bank.PatchSample;
import io.github.anomaly4j.internal.bank.PatchShard;
import io.github.anomaly4j.internal.bank.PatchStatistics;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.feature.PatchFeatures;
import io.github.anomaly4j.internal.random.RandomStream;
import io.github.anomaly4j.internal.training.CategoryView;
import io.github.anomaly4j.internal.training.shard.ShardWorker.Reading;
import io.github.anomaly4j.spi.FeatureException;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Takes patches of images, in all poses, on a machine of a cluster. */
final class PatchWork {
  /** So that a sample and a shard of the same image do not draw alike. */
  private static final int SAMPLED = 1;

  private final ShardWorker worker;
  private final Order order;
  private final Reading reading;
  private final CategoryView view;
  private final Kinds kinds;

  PatchWork(ShardWorker worker, Order order, Reading reading) {
    this.worker = worker;
    this.order = order;
    this.reading = reading;
    this.view = worker.view(order);
    this.kinds = worker.kinds(order.category());
  }

  /** What is done with each image in each pose. */
  @FunctionalInterface
  private interface Look {
    void at(ImageFeatures features, int image, int pose);
  }

  private void forEach(Look look) throws IOException {
    for (int i = 0; i < order.images().length; i++) {
      int image = order.images()[i];
      Image taken = worker.image(order, reading, i);
      try {
        int pose = 0;
        for (ImageFeatures features : ShardWorker.looks(view, order, view.look(taken), image)) {
          look.at(features, image, pose++);
        }
      } catch (FeatureException e) {
        throw ShardWorker.naming(e, reading, i);
      }
    }
  }

  /** The distribution of the patches of some images, by kind; the tensors are some of them. */
  record Sampled(Map<Evidence, PatchStatistics> statistics) {}

  byte[] sample() throws IOException {
    SortedMap<Evidence, PatchSample> samples = new TreeMap<>();
    kinds
        .plans()
        .forEach(
            (kind, plan) ->
                samples.put(
                    kind,
                    new PatchSample(
                        order.patches().get(kind),
                        RandomStream.PATCH_SAMPLE.seed(
                            view.config().seed(), view.number(), order.images()[0], SAMPLED))));
    forEach(
        (features, image, pose) ->
            kinds
                .plans()
                .forEach(
                    (kind, plan) -> {
                      if (pose == 0 || plan.poses()) {
                        PatchFeatures patches = features.get(plan.patches());
                        samples.get(kind).add(patches, features.scored(patches.grid()), image);
                      }
                    }));
    Tensors.Builder tensors = Tensors.builder();
    SortedMap<Evidence, PatchStatistics> statistics = new TreeMap<>();
    samples.forEach(
        (kind, sample) -> {
          statistics.put(kind, sample.statistics());
          tensors.floats(kind.key(), sample.patches());
        });
    return new Packet<>(new Sampled(statistics), tensors.build()).bytes();
  }

  byte[] shard(Lesson lesson) throws IOException {
    SortedMap<Evidence, PatchShard.Gathering> gathered = new TreeMap<>();
    kinds
        .plans()
        .keySet()
        .forEach(
            kind ->
                gathered.put(kind, new PatchShard.Gathering(lesson.space(order.category(), kind))));
    Tensors.Builder vectors = Tensors.builder();
    forEach(
        (features, image, pose) -> {
          kinds
              .plans()
              .forEach(
                  (kind, plan) -> {
                    if (pose == 0 || plan.poses()) {
                      add(gathered.get(kind), plan, features, image, pose, kind);
                    }
                  });
          Vectors.put(vectors, image + "/" + pose, kinds.vectors(features));
        });
    SortedMap<Evidence, PatchShard> shards = new TreeMap<>();
    gathered.forEach((kind, own) -> shards.put(kind, own.shard()));
    return KeptShard.of(
        order,
        shards,
        RandomStream.CORESET.seed(view.config().seed(), view.number(), order.shard()),
        vectors.build());
  }

  private void add(
      PatchShard.Gathering to,
      PatchPlan plan,
      ImageFeatures features,
      int image,
      int pose,
      Evidence kind) {
    PatchFeatures patches = features.get(plan.patches());
    RandomGenerator random =
        RandomStream.PATCH_SAMPLE.of(view.config().seed(), view.number(), image, pose);
    to.add(patches, features.scored(patches.grid()), image, order.patches().get(kind), random);
  }
}
