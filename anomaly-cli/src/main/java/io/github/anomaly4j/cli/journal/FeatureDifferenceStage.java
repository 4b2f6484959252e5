package io.github.anomaly4j.cli.journal;

import io.github.anomaly4j.config.Evidence;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Compares the bottleneck's features of an image with those of its reconstruction. */
final class FeatureDifferenceStage implements Stage {

  @Override
  public String title() {
    return "10: feature difference";
  }

  @Override
  public String reported() {
    return "By the MSE between the bottleneck features of input and reconstruction, anomalies"
        + " cluster, but between the normal images.";
  }

  @Override
  public Result run(Workspace workspace) throws IOException {
    Optional<ProductSweep> found = workspace.sweep();
    if (found.isEmpty()) {
      return Result.skipped("no product has both normal and defective test images");
    }
    return new Result(
        "The network and the images of stage 8; scored by the mean squared difference of the"
            + " bottleneck's features.",
        found.get().sentence("feature difference", Evidence.FEATURES),
        List.of(found.get().table(Evidence.FEATURES, score -> Format.scientific(Math.exp(score)))));
  }
}
