package io.github.anomaly4j.cli.journal;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.data.ImageEntry;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Scores and restores images by the network of every epoch. */
final class EpochSweepStage implements Stage {
  private static final int MAX_FRAMES = 6;

  @Override
  public String title() {
    return "8 and 9: every epoch, by its reconstructions";
  }

  @Override
  public String reported() {
    return "Carpet is gray in epoch 1, has shapes in 5, texture in 10, is best in 15 and"
        + " black in 30;"
        + " the reconstruction losses of 3 normal and 3 defective images overlap at every epoch.";
  }

  @Override
  public Result run(Workspace workspace) throws IOException {
    Optional<ProductSweep> found = workspace.sweep();
    if (found.isEmpty()) {
      return Result.skipped("no product has both normal and defective test images");
    }
    ProductSweep sweep = found.get();
    List<ImageEntry> shown =
        List.of(sweep.images().get(0), sweep.images().get(sweep.images().size() - 1));
    return new Result(
        sweep.describe(workspace)
            + "; images scored by the reconstruction error (MSE and SSIM, where it is highest).",
        sweep.sentence("reconstruction error", Evidence.RECONSTRUCTION),
        List.of(
            sweep.table(Evidence.RECONSTRUCTION, Format::loss),
            NetworkImages.strips(
                "stage-08-epochs",
                "input, and its reconstruction after some epochs",
                shown,
                sweep.network(),
                frames(sweep.network().last()))));
  }

  /** Evenly spread, first and last included. */
  private static List<Integer> frames(int last) {
    int count = Math.min(MAX_FRAMES, last + 1);
    return IntStream.range(0, count)
        .mapToObj(i -> i * last / Math.max(1, count - 1))
        .distinct()
        .toList();
  }
}
