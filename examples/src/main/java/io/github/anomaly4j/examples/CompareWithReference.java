package io.github.anomaly4j.examples;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.reference.ReferenceComparison;
import io.github.anomaly4j.reference.ReferenceInspection;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Compares a part with a reference image of its own, such as a circuit board. */
public final class CompareWithReference {
  private CompareWithReference() {}

  /**
   * Prints the defects of a part and draws them.
   *
   * @param arguments image of the part, image of its reference, PNG file to write
   */
  public static void main(String[] arguments) throws IOException {
    System.out.println(
        compare(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2])));
  }

  static ReferenceComparison compare(Path part, Path golden, Path heatmap) throws IOException {
    // README begins
    ReferenceInspection inspection = ReferenceInspection.builder().build();
    ReferenceComparison comparison = inspection.compare(Image.read(part), Image.read(golden));
    if (!comparison.passes()) {
      comparison.regions().forEach(System.out::println); // place, size and contour of each defect
      ImageIO.write(comparison.heatmap(), "png", heatmap.toFile());
    }
    // README ends
    return comparison;
  }
}
