package io.github.anomaly4j.cli.option;

import java.util.List;
import picocli.CommandLine.Option;

/** The option that says which products are averaged a second time. */
public final class HardOption {
  @Option(
      names = "--hard",
      split = ",",
      paramLabel = "PRODUCT",
      defaultValue = "magnetic_tile,screw,solar_mono,solar_poly",
      description =
          "Products whose mean is told beside the mean of all; those that are not there are passed"
              + " over. By default: ${DEFAULT-VALUE}.")
  private List<String> products;

  public List<String> products() {
    return products;
  }
}
