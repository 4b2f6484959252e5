package io.github.anomaly4j.internal.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** How the masks of {@code nut/test/crack/7.png} and {@code 8.png} may be called. */
class MaskFoldersTest {
  @TempDir private Path root;

  /**
   * Masks of one product.
   *
   * @param files below the product
   * @param found the mask of {@code 7.png}; none if empty
   * @param told parts of a warning; none if empty
   */
  private record Masks(List<String> files, String found, List<String> told) {}

  private static Masks found(String mask, String... files) {
    return new Masks(List.of(files), mask, List.of());
  }

  private static final List<Masks> MASKS =
      List.of(
          found(
              "ground_truth/crack/7_mask.png",
              "ground_truth/crack/7_mask.png",
              "ground_truth/crack/8_mask.png"),
          found("ground_truth/crack/7.png", "ground_truth/crack/7.png", "ground_truth/crack/8.png"),
          found(
              "ground_truth/crack/7_mask.bmp",
              "ground_truth/crack/7_mask.bmp",
              "ground_truth/crack/8_MASK.tif"),
          found(
              "ground_truth/crack/7_gt.png",
              "ground_truth/crack/7_gt.png",
              "ground_truth/crack/8-GT.png"),
          found(
              "ground_truth/crack/7_label.bmp",
              "ground_truth/crack/7_label.bmp",
              "ground_truth/crack/8_Label.bmp"),
          found(
              "ground_truth/crack/7",
              "ground_truth/crack/7/000.png",
              "ground_truth/crack/7/001.png",
              "ground_truth/crack/8/000.png"),
          found("mask/Crack/7.png", "mask/Crack/7.png", "mask/Crack/8.png"),
          found("mask/7.png", "mask/7.png", "mask/8.png"),
          found("test/crack/7_mask.png", "test/crack/7_mask.png", "test/crack/8_mask.png"),
          new Masks(
              List.of("ground_truth/crack/mask_a.png", "ground_truth/crack/mask_b.png"),
              "",
              List.of("2 of the 2 masks", "mask_a.png", "7_mask.png or 7.png", "manifest")),
          new Masks(
              List.of("ground_truth/dent/7.png", "ground_truth/dent/8.png"),
              "",
              List.of("1 of the 1 masks", "dent", "7_mask.png", "folder of its kind of defect")),
          new Masks(
              List.of("ground_truth/crack/7.png"),
              "ground_truth/crack/7.png",
              List.of("1 of 2 defective images have no mask", "8.png")),
          new Masks(
              List.of(
                  "ground_truth/crack/7.png",
                  "ground_truth/crack/8.png",
                  "ground_truth/crack/9.png"),
              "ground_truth/crack/7.png",
              List.of("1 of the 3 masks", "9.png")),
          new Masks(
              List.of(
                  "ground_truth/crack/7.png",
                  "ground_truth/crack/7_mask.png",
                  "ground_truth/crack/8.png"),
              "ground_truth/crack/7_mask.png",
              List.of("1 image has more than one mask", "7_mask.png", "keep one")));

  @TestFactory
  List<DynamicTest> masks() {
    return MASKS.stream()
        .map(masks -> DynamicTest.dynamicTest(masks.files().toString(), () -> check(masks)))
        .toList();
  }

  @Test
  void the_page_of_formats_lists_them() throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (Masks masks : MASKS) {
      Path product = made(masks);
      ImageSet set = ImageSet.folder(product);
      rows.add(
          List.of(
              String.join("\n", masks.files().stream().map("`%s`"::formatted).toList()),
              maskOf7(product, set).isEmpty() ? "none" : "`" + maskOf7(product, set) + "`",
              String.join("\n", set.warnings()).replace(product.toString(), "DIR")));
    }
    FormatsPage.holds(
        "Masks",
        "What is found for the images `test/crack/7.png` and `8.png`. A mask is white where its"
            + " image is defective and of its size, or the evaluation is refused; masks in a folder"
            + " of an image count together. A mask of a few values below half of white numbers kinds"
            + " of defect, and all that is not 0 counts; it is told. A defective image whose mask"
            + " is black, and a normal one whose mask is not, are told too.",
        List.of("masks", "mask of `7.png`", "told"),
        rows);
  }

  private void check(Masks masks) throws IOException {
    Path product = made(masks);
    ImageSet set = ImageSet.folder(product);
    assertThat(set.entries()).hasSize(2).allMatch(ImageEntry::anomalous);
    assertThat(maskOf7(product, set)).isEqualTo(masks.found());
    assertThat(set.warnings().isEmpty()).isEqualTo(masks.told().isEmpty());
    for (String part : masks.told()) {
      assertThat(String.join("\n", set.warnings())).contains(part);
    }
  }

  private static String maskOf7(Path product, ImageSet set) {
    ImageEntry seven = set.entries().get(0);
    assertThat(seven.file()).isEqualTo(product.resolve("test/crack/7.png"));
    return seven.mask().map(mask -> product.relativize(mask).toString()).orElse("");
  }

  private Path made(Masks masks) throws IOException {
    Path product = root.resolve(MASKS.indexOf(masks) + "/nut");
    FolderLayoutTest.write(product.resolve("test/crack/7.png"), false);
    FolderLayoutTest.write(product.resolve("test/crack/8.png"), false);
    for (String mask : masks.files()) {
      FolderLayoutTest.write(product.resolve(mask), true);
    }
    return product;
  }
}
