package io.github.anomaly4j.cli.option;

import io.github.anomaly4j.data.ImageSet;
import picocli.CommandLine.Option;

/** The option that makes one product of all. */
public final class AsOneProductOption {
  @Option(
      names = "--as-one-product",
      description =
          "Learn all products as one, named \"all\": one library and one threshold for all of them.")
  private boolean asOne;

  public boolean given() {
    return asOne;
  }

  /** The images as training is to see them. */
  public ImageSet apply(ImageSet images) {
    return asOne ? images.asOne("all") : images;
  }
}
