package io.github.anomaly4j.internal.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.data.Split;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The layouts of folders that are read, those that are refused, and what is told of them. */
public class FolderLayoutTest {
  @TempDir private Path root;

  /**
   * A layout.
   *
   * @param name for people
   * @param files below the folder that is read; those that end in "+" are masks that mark something
   * @param read what the set holds: CATEGORY SPLIT DEFECT FILE [MASK], or "refused"
   * @param told parts of the only warning, or of the refusal
   */
  private record Layout(String name, List<String> files, List<String> read, List<String> told) {}

  private static final List<Layout> LAYOUTS =
      List.of(
          new Layout(
              "MVTec AD",
              List.of(
                  "nut/train/good/0.png",
                  "nut/test/good/0.png",
                  "nut/test/crack/0.png",
                  "nut/ground_truth/crack/0_mask.png"),
              List.of(
                  "nut TRAIN good nut/train/good/0.png",
                  "nut TEST crack nut/test/crack/0.png nut/ground_truth/crack/0_mask.png",
                  "nut TEST good nut/test/good/0.png"),
              List.of()),
          new Layout(
              "MVTec AD, names in capitals",
              List.of(
                  "nut/Train/GOOD/0.PNG",
                  "nut/Test/Good/0.JPG",
                  "nut/Test/Crack/0.JPG",
                  "nut/Ground_Truth/crack/0_MASK.PNG"),
              List.of(
                  "nut TRAIN good nut/Train/GOOD/0.PNG",
                  "nut TEST Crack nut/Test/Crack/0.JPG nut/Ground_Truth/crack/0_MASK.PNG",
                  "nut TEST good nut/Test/Good/0.JPG"),
              List.of()),
          new Layout(
              "MVTec AD 2",
              List.of(
                  "can/train/good/000_regular.png",
                  "can/test_public/good/000_regular.png",
                  "can/test_public/bad/000_regular.png",
                  "can/test_public/ground_truth/bad/000_regular_mask.png"),
              List.of(
                  "can TRAIN good can/train/good/000_regular.png",
                  "can TEST bad can/test_public/bad/000_regular.png"
                      + " can/test_public/ground_truth/bad/000_regular_mask.png",
                  "can TEST good can/test_public/good/000_regular.png"),
              List.of()),
          new Layout(
              "MVTec LOCO",
              List.of(
                  "box/train/good/000.png",
                  "box/validation/good/000.png",
                  "box/test/good/000.png",
                  "box/test/logical_anomalies/000.png",
                  "box/test/structural_anomalies/000.png",
                  "box/ground_truth/logical_anomalies/000/000.png",
                  "box/ground_truth/logical_anomalies/000/001.png",
                  "box/ground_truth/structural_anomalies/000/000.png"),
              List.of(
                  "box TRAIN good box/train/good/000.png",
                  "box TEST good box/test/good/000.png",
                  "box TEST logical_anomalies box/test/logical_anomalies/000.png"
                      + " box/ground_truth/logical_anomalies/000",
                  "box TEST structural_anomalies box/test/structural_anomalies/000.png"
                      + " box/ground_truth/structural_anomalies/000"),
              List.of("1 image of", "validation is not used", "train/good")),
          new Layout(
              "BTAD",
              List.of(
                  "01/train/ok/0000.bmp",
                  "01/test/ok/0001.bmp",
                  "01/test/ko/0000.bmp",
                  "01/ground_truth/ko/0000.png"),
              List.of(
                  "01 TRAIN good 01/train/ok/0000.bmp",
                  "01 TEST ko 01/test/ko/0000.bmp 01/ground_truth/ko/0000.png",
                  "01 TEST good 01/test/ok/0001.bmp"),
              List.of()),
          new Layout(
              "anomalib Folder",
              List.of("nut/normal/0.png", "nut/abnormal/0.png", "nut/mask/0.png"),
              List.of(
                  "nut TRAIN good nut/normal/0.png",
                  "nut TEST abnormal nut/abnormal/0.png nut/mask/0.png"),
              List.of()),
          new Layout(
              "anomalib Folder with normal test images and a folder of masks by kind",
              List.of(
                  "nut/good/0.png",
                  "nut/normal_test/1.png",
                  "nut/defect/0.png",
                  "nut/ground_truth/defect/0_mask.png"),
              List.of(
                  "nut TRAIN good nut/good/0.png",
                  "nut TEST defect nut/defect/0.png nut/ground_truth/defect/0_mask.png",
                  "nut TEST good nut/normal_test/1.png"),
              List.of()),
          new Layout(
              "good and kinds of defect by name",
              List.of(
                  "nut/good/0.png",
                  "nut/crack/0.png",
                  "nut/color/0.png",
                  "nut/mask/crack/0.png",
                  "nut/mask/color/0.png"),
              List.of(
                  "nut TRAIN good nut/good/0.png",
                  "nut TEST color nut/color/0.png nut/mask/color/0.png",
                  "nut TEST crack nut/crack/0.png nut/mask/crack/0.png"),
              List.of("one product, nut", "color, crack is taken for defective")),
          new Layout(
              "good and bad",
              List.of("nut/good/0.png", "nut/bad/0.png"),
              List.of("nut TRAIN good nut/good/0.png", "nut TEST bad nut/bad/0.png"),
              List.of()),
          new Layout(
              "OK and NG",
              List.of("nut/OK/0.png", "nut/NG/0.png"),
              List.of("nut TRAIN good nut/OK/0.png", "nut TEST NG nut/NG/0.png"),
              List.of()),
          new Layout(
              "good and not-good",
              List.of("nut/Good parts/0.png", "nut/Not-Good/0.png"),
              List.of(
                  "nut TRAIN good nut/Good parts/0.png", "nut TEST Not-Good nut/Not-Good/0.png"),
              List.of()),
          new Layout(
              "defective images alone",
              List.of("nut/abnormal/0.png", "nut/mask/0.png"),
              List.of("nut TEST abnormal nut/abnormal/0.png nut/mask/0.png"),
              List.of()),
          new Layout(
              "VisA without its list",
              List.of(
                  "candle/Data/Images/Normal/0000.JPG",
                  "candle/Data/Images/Anomaly/000.JPG",
                  "candle/Data/Masks/Anomaly/000.png"),
              List.of(
                  "candle TRAIN good candle/Data/Images/Normal/0000.JPG",
                  "candle TEST Anomaly candle/Data/Images/Anomaly/000.JPG"
                      + " candle/Data/Masks/Anomaly/000.png"),
              List.of()),
          new Layout(
              "KolektorSDD",
              List.of(
                  "kos01/Part0.png",
                  "kos01/Part0_label.bmp",
                  "kos01/Part1.png",
                  "kos01/Part1_label.bmp+",
                  "kos02/Part0.png",
                  "kos02/Part0_label.bmp"),
              List.of(
                  "ROOT TRAIN good kos01/Part0.png kos01/Part0_label.bmp",
                  "ROOT TEST defect kos01/Part1.png kos01/Part1_label.bmp",
                  "ROOT TRAIN good kos02/Part0.png kos02/Part0_label.bmp"),
              List.of()),
          new Layout(
              "KolektorSDD2",
              List.of(
                  "train/10.png",
                  "train/10_GT.png",
                  "train/11.png",
                  "train/11_GT.png+",
                  "test/20.png",
                  "test/20_GT.png",
                  "test/21.png",
                  "test/21_GT.png+"),
              List.of(
                  "ROOT TRAIN good train/10.png train/10_GT.png",
                  "ROOT TEST good test/20.png test/20_GT.png",
                  "ROOT TEST defect test/21.png test/21_GT.png"),
              List.of("1 image of", "train is not learned", "a mask marks a defect")),
          new Layout(
              "defects in train",
              List.of("nut/train/good/0.png", "nut/train/bad/1.png", "nut/train/crack/2.png"),
              List.of("nut TRAIN good nut/train/good/0.png"),
              List.of(
                  "1 image of", "nut/train/bad is not learned", "nut/train/crack is not learned")),
          new Layout(
              "train without good, in folders",
              List.of("nut/train/day/0.png", "nut/train/night/1.png"),
              List.of("refused"),
              List.of("train holds no image directly", "2 images in day, night", "manifest")),
          new Layout(
              "products below train",
              List.of("train/nut/0.png", "test/nut/good/0.png"),
              List.of("refused"),
              List.of("train holds no image directly", "PRODUCT/train/good/*")),
          new Layout(
              "products below normal",
              List.of("normal/nut/0.png", "abnormal/nut/0.png"),
              List.of("refused"),
              List.of("normal holds no image directly, but 1 in its folders (nut)")),
          new Layout(
              "a product named bad",
              List.of("nut/0.png", "bad/0.png"),
              List.of("refused"),
              List.of("bad holds 1 images and is named like defective images", "manifest")),
          new Layout(
              "a product named screw_bad",
              List.of("screw_good/0.png", "screw_bad/0.png"),
              List.of("refused"),
              List.of("screw_bad holds 1 images and is named like defective", "manifest")),
          new Layout(
              "positive and negative: of what, nobody can tell",
              List.of("negative/0.png", "positive/0.png"),
              List.of("refused"),
              List.of("negative holds 1 images and is named like defective", "manifest")),
          new Layout(
              "folders 0 and 1: labels or products",
              List.of("0/0.png", "1/0.png"),
              List.of("refused"),
              List.of("holds the folders 0 and 1, which may be labels", "manifest")),
          new Layout(
              "masks beside products",
              List.of("nut/0.png", "masks/0.png"),
              List.of("refused"),
              List.of("masks holds 1 images and is named like masks", "manifest")),
          new Layout(
              "images and masks",
              List.of("images/0.png", "ground-truth/0.png"),
              List.of("refused"),
              List.of("ground-truth holds 1 images and is named like masks", "manifest")),
          new Layout(
              "images and labels by kind",
              List.of("images/good/0.png", "images/bad/1.png", "labels/bad/1.png"),
              List.of("refused"),
              List.of("labels holds 1 images and is named like masks", "manifest")),
          new Layout(
              "inliers and outliers",
              List.of("nut/inliers/0.png", "nut/outliers/1.png"),
              List.of("nut TRAIN good nut/inliers/0.png", "nut TEST outliers nut/outliers/1.png"),
              List.of()),
          new Layout(
              "products two levels down",
              List.of("line1/nut/0.png", "line1/cap/0.png", "line2/nut/0.png"),
              List.of("refused"),
              List.of("line1 holds no image directly, but 2 in its folders (cap, nut)")),
          new Layout(
              "images of a product in a folder of it",
              List.of("part/0.png", "part/1.png", "part/night/2.png", "part/night/3.png"),
              List.of("part TRAIN good part/0.png", "part TRAIN good part/1.png"),
              List.of("2 images in folders of", "(night) are not learned, only the 2 directly")),
          new Layout(
              "images of a product in folders of train/good",
              List.of("nut/train/good/0.png", "nut/train/good/night/1.png"),
              List.of("nut TRAIN good nut/train/good/0.png"),
              List.of("1 image in folders of", "(night) is not learned")),
          new Layout(
              "images of a kind that is not read",
              List.of("nut/0.png", "nut/1.webp", "nut/2.heic", "nut/Thumbs.db", "nut/.3.png"),
              List.of("nut TRAIN good nut/0.png"),
              List.of("2 files in", "1.webp", "not read", "png")),
          new Layout(
              "images beside folders of products",
              List.of("0.png", "nut/1.png"),
              List.of("ROOT TRAIN good 0.png", "nut TRAIN good nut/1.png"),
              List.of("images lie directly in", "(nut)", "product of its own")),
          new Layout(
              "an empty kind of defect",
              List.of("nut/train/good/0.png", "nut/test/good/0.png", "nut/test/crack/readme.txt"),
              List.of("nut TRAIN good nut/train/good/0.png", "nut TEST good nut/test/good/0.png"),
              List.of("crack holds no image")),
          new Layout(
              "a mask beside some images",
              List.of("nut/0.png", "nut/1.png", "nut/1_mask.png+"),
              List.of("refused"),
              List.of("0.png has no mask beside it as 1 of the 2 images", "manifest")),
          new Layout(
              "two products that differ by case",
              List.of("Screw/0.png", "screw /0.png"),
              List.of("refused"),
              List.of("'Screw'", "'screw'", "differ by case or spaces alone")),
          new Layout(
              "two kinds of defect that differ by case",
              List.of("nut/test/Crack/0.png", "nut/test/crack/1.png"),
              List.of("nut TEST Crack nut/test/Crack/0.png", "nut TEST Crack nut/test/crack/1.png"),
              List.of("the label 'crack' is read as 'Crack' for 1 image")));

  @TestFactory
  List<DynamicTest> layouts() {
    return LAYOUTS.stream()
        .map(layout -> DynamicTest.dynamicTest(layout.name(), () -> check(layout)))
        .toList();
  }

  @Test
  void the_page_of_formats_lists_them() throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (Layout layout : LAYOUTS) {
      Path folder = made(layout);
      List<String> read = new ArrayList<>();
      String told;
      try {
        ImageSet set = ImageSet.folder(folder);
        Map<String, String> uses = new HashMap<>();
        for (ImageEntry entry : set.entries()) {
          String file = folder.relativize(entry.file()).toString();
          String use =
              entry.split() == Split.TRAIN
                  ? "learned"
                  : entry.anomalous() ? "test, " + entry.defect() : "test, normal";
          uses.put(file, use);
          entry
              .mask()
              .ifPresent(mask -> uses.putIfAbsent(folder.relativize(mask).toString(), "mask"));
        }
        for (String file : layout.files()) {
          String name = file.replace("+", "");
          Path parent = Path.of(name).getParent();
          String use = uses.get(name);
          if (use == null && parent != null) {
            use = uses.get(parent.toString());
          }
          read.add("`%s`: %s".formatted(name, use == null ? "left out" : use));
        }
        told = String.join("\n", set.warnings());
      } catch (IOException e) {
        layout.files().forEach(file -> read.add("`%s`".formatted(file.replace("+", ""))));
        told = "**refused**: " + e.getMessage();
      }
      told = told.replace(folder.toString(), "DIR").replace(folder.getFileName().toString(), "DIR");
      rows.add(List.of(layout.name(), String.join("\n", read), told));
    }
    FormatsPage.holds(
        "Folder layouts",
        "What `--data DIR` and `ImageSet.folder` make of the files below a folder DIR. DIR may hold"
            + " products, as here, or be a single one. Names of folders are compared without regard"
            + " to case, spaces, `-` and `_`.",
        List.of("layout", "files below DIR", "told"),
        rows);
  }

  private void check(Layout layout) throws IOException {
    Path folder = made(layout);
    if (layout.read().equals(List.of("refused"))) {
      assertThatThrownBy(() -> ImageSet.folder(folder))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll(layout.told().toArray(String[]::new));
      return;
    }
    ImageSet set = ImageSet.folder(folder);
    assertThat(set.entries())
        .extracting(entry -> shown(folder, entry))
        .containsExactlyElementsOf(layout.read());
    assertThat(set.warnings().isEmpty()).isEqualTo(layout.told().isEmpty());
    for (String part : layout.told()) {
      assertThat(String.join("\n", set.warnings())).contains(part);
    }
  }

  private Path made(Layout layout) throws IOException {
    Path folder = Files.createDirectory(root.resolve("ROOT" + LAYOUTS.indexOf(layout)));
    for (String file : layout.files()) {
      write(folder.resolve(file.replace("+", "")), file.endsWith("+"));
    }
    return folder;
  }

  private static String shown(Path folder, ImageEntry entry) {
    String category = entry.category().replaceFirst("ROOT\\d+", "ROOT");
    return "%s %s %s %s%s"
        .formatted(
            category,
            entry.split(),
            entry.defect(),
            folder.relativize(entry.file()),
            entry.mask().map(mask -> " " + folder.relativize(mask)).orElse(""));
  }

  public static void write(Path file, boolean marked) throws IOException {
    Files.createDirectories(file.getParent());
    String name = file.getFileName().toString();
    String format = name.substring(name.lastIndexOf('.') + 1);
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSample(1, 1, 0, marked ? 255 : 0);
    if (!ImageIO.write(image, format, file.toFile())) {
      Files.writeString(file, "no image");
    }
  }
}
