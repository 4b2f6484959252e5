package io.github.anomaly4j.internal.training.shard;

import io.github.anomaly4j.internal.bank.MemoryBank;
import io.github.anomaly4j.internal.bank.PatchPlan;
import io.github.anomaly4j.internal.detector.DetectorConfig;
import io.github.anomaly4j.internal.evidence.EvidenceContext;
import io.github.anomaly4j.internal.training.image.TrainingImages.Category;
import io.github.anomaly4j.internal.training.shard.ClusterTraining.Sharding;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** How much of a training the driver holds, by the sizes of what it holds. */
record DriverMemory(EvidenceContext evidence, DetectorConfig config, Sharding sharding) {
  /** An image's name, fingerprints, traits, scores and places in lists. */
  private static final long IMAGE = 2500;

  /** A packet as bytes and as tensors, and a copy that is worked on. */
  private static final int COPIES = 3;

  /**
   * Every machine holds the banks of the categories that are learned at a time, with their
   * substitutes: as much does not depend on the driver's memory.
   */
  private static final long LESSON = 256_000_000;

  /**
   * How many categories fit at a time.
   *
   * @throws IOException if none does
   */
  int categories(List<Category> all) throws IOException {
    long images = all.stream().mapToLong(category -> category.images().size()).sum();
    long kept = images * ofImage() + all.size() * ofBanks(1);
    long one = ofCategory();
    if (kept + one > sharding.driverBytes()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "the driver would hold %d MB for %d images of %d products and %d MB for a product at a"
                  + " time, and may hold %d MB: raise driverMemory (and spark.driver.memory, which"
                  + " should be twice as much), or give fewer images, fewer poses or smaller memory"
                  + " banks",
              megabytes(kept),
              images,
              all.size(),
              megabytes(one),
              megabytes(sharding.driverBytes())));
    }
    long held = (sharding.driverBytes() - kept) / Math.max(1, one);
    long taught = Math.max(1, LESSON / Math.max(1, ofBanks(2)));
    return (int) Math.min(all.size(), Math.min(held, taught));
  }

  private static long megabytes(long bytes) {
    return (bytes + 999_999) / 1_000_000;
  }

  /** An image with the vectors of all its poses. */
  private long ofImage() {
    return IMAGE
        + (long) Float.BYTES * evidence.overview().patches().channels() * (2 + config.poses());
  }

  private long ofBanks(int copies) {
    return Kinds.of(evidence, 0).plans().values().stream()
        .mapToLong(plan -> copies * bytes(plan.size(), components(plan)))
        .sum();
  }

  private long ofCategory() {
    long bytes = 0;
    for (PatchPlan plan : Kinds.of(evidence, 0).plans().values()) {
      long sample = bytes(MemoryBank.COMPONENTS_FROM, plan.patches().channels());
      long coresets =
          bytes(
              Math.min(plan.candidates(), sharding.times() * (long) plan.size()), components(plan));
      // The bank, its substitutes, and both once more as a lesson.
      bytes += COPIES * Math.max(sample, coresets) + 4 * bytes(plan.size(), components(plan));
    }
    return bytes;
  }

  private static int components(PatchPlan plan) {
    return Math.min(plan.patches().channels(), plan.patches().components());
  }

  private static long bytes(long patches, int features) {
    return patches * features * Float.BYTES;
  }
}
