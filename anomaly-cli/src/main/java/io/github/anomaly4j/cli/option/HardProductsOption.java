package io.github.anomaly4j.cli.option;

import java.util.List;
import picocli.CommandLine.Option;

/** The option for products that get a mean of their own. */
public final class HardProductsOption {
  @Option(
      names = "--hard",
      split = ",",
      paramLabel = "PRODUCT",
      defaultValue = "magnetic_tile,screw,solar_mono,solar_poly",
      description =
          "Products whose mean is printed below the mean of all; those without images are ignored."
              + " By default: ${DEFAULT-VALUE}.")
  private List<String> products;

  public List<String> products() {
    return products;
  }
}
