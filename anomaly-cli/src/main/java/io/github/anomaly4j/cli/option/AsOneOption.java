package io.github.anomaly4j.cli.option;

import io.github.anomaly4j.data.ImageSet;
import picocli.CommandLine.Option;

/** Whether products are told apart. */
public final class AsOneOption {
  @Option(
      names = "--as-one-product",
      description =
          "Learn all products as one, named \"all\": one library and one threshold for all of them.")
  private boolean asOne;

  public boolean given() {
    return asOne;
  }

  /** What is to be learned from some images. */
  public ImageSet learned(ImageSet images) {
    return asOne ? images.asOne("all") : images;
  }
}
