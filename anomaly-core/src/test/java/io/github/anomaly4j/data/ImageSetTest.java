package io.github.anomaly4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSetTest {
  @TempDir private Path root;

  @Test
  void the_mvtec_layout_gives_split_defect_and_mask() throws IOException {
    touch("nut/train/good/000.png");
    touch("nut/test/good/000.png");
    touch("nut/test/crack/000.png");
    touch("nut/test/crack/001.png");
    Path mask = touch("nut/ground_truth/crack/000_mask.png");
    ImageSet set = ImageSet.folder(root);
    assertThat(set.entries())
        .containsExactly(
            ImageEntry.normal(root.resolve("nut/train/good/000.png"), "nut"),
            tested("nut/test/crack/000.png", "nut", "crack", Optional.of(mask)),
            tested("nut/test/crack/001.png", "nut", "crack", Optional.empty()),
            tested("nut/test/good/000.png", "nut", "good", Optional.empty()));
    assertThat(set.entries())
        .extracting(ImageEntry::anomalous)
        .containsExactly(false, true, true, false);
    assertThat(set.training().size()).isEqualTo(1);
    assertThat(set.test().size()).isEqualTo(3);
  }

  @Test
  void a_single_mvtec_category_is_named_like_its_folder() throws IOException {
    touch("nut/train/good/a.png");
    touch("nut/test/hole/b.png");
    ImageSet set = ImageSet.folder(root.resolve("nut"));
    assertThat(set.categories()).containsExactly("nut");
    assertThat(set.training().entries())
        .extracting(ImageEntry::file)
        .containsExactly(root.resolve("nut/train/good/a.png"));
    assertThat(set.test().entries()).extracting(ImageEntry::defect).containsExactly("hole");
  }

  @Test
  void images_directly_in_train_are_normal_ones() throws IOException {
    touch("nut/train/a.png");
    assertThat(ImageSet.folder(root).training().entries())
        .containsExactly(ImageEntry.normal(root.resolve("nut/train/a.png"), "nut"));
  }

  @Test
  void a_folder_per_category_holds_normal_training_images() throws IOException {
    touch("screw/1.png");
    touch("cap/1.jpg");
    touch("cap/2.JPG");
    ImageSet set = ImageSet.folder(root);
    assertThat(set.categories()).containsExactly("cap", "screw");
    assertThat(set.test().size()).isZero();
    assertThat(set.category("cap").entries())
        .containsExactly(
            ImageEntry.normal(root.resolve("cap/1.jpg"), "cap"),
            ImageEntry.normal(root.resolve("cap/2.JPG"), "cap"));
    assertThat(set.category("nut").entries()).isEmpty();
  }

  @Test
  void a_flat_folder_is_one_category_named_like_it() throws IOException {
    touch("parts/b.png");
    touch("parts/a.png");
    ImageSet set = ImageSet.folder(root.resolve("parts/../parts"));
    assertThat(set.categories()).containsExactly("parts");
    assertThat(set.entries())
        .extracting(entry -> entry.file().getFileName().toString())
        .containsExactly("a.png", "b.png");
  }

  @Test
  void images_directly_in_test_have_no_label_and_are_told() throws IOException {
    touch("nut/test/a.png");
    touch("nut/train/b.png");
    ImageSet set = ImageSet.folder(root.resolve("nut"));
    assertThat(set.entries())
        .containsExactly(ImageEntry.normal(root.resolve("nut/train/b.png"), "nut"));
    assertThat(set.warnings())
        .singleElement(STRING)
        .contains("1 image directly in " + root.resolve("nut/test"), "test/good", "manifest");
  }

  @Test
  void the_test_of_a_product_is_only_scored_and_its_train_only_learned() throws IOException {
    touch("nut/test/good/a.png");
    touch("nut/test/crack/b.png");
    touch("nut/train/good/c.png");
    assertThat(ImageSet.folder(root.resolve("nut/test")).entries())
        .containsExactly(
            tested("nut/test/crack/b.png", "nut", "crack", Optional.empty()),
            tested("nut/test/good/a.png", "nut", "good", Optional.empty()));
    assertThat(ImageSet.folder(root.resolve("nut/train")).entries())
        .containsExactly(ImageEntry.normal(root.resolve("nut/train/good/c.png"), "nut"));
  }

  @Test
  void a_flat_folder_named_like_defects_or_masks_is_refused() throws IOException {
    for (String name :
        List.of(
            "abnormal",
            "Anomaly",
            "defective",
            "bad",
            "NG",
            "ko",
            "NOK",
            "not-good",
            "Faulty",
            "reject",
            "mask",
            "ground_truth",
            "GT",
            "Labels",
            "annotations",
            "不良品",
            "defect_3")) {
      Path file = touch(name + "/a.png");
      assertThatThrownBy(() -> ImageSet.folder(file.getParent()))
          .as(name)
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll(name, "manifest");
    }
    for (String name :
        List.of("label_printer", "nut", "goods", "metal_nut", "badge", "masking_tape")) {
      Path file = touch("products/" + name + "/a.png");
      assertThat(ImageSet.folder(file.getParent()).categories()).containsExactly(name);
    }
  }

  @Test
  void links_are_followed_and_circles_of_links_end() throws IOException {
    touch("store/a.png");
    Path parts = Files.createDirectory(root.resolve("parts"));
    Files.createSymbolicLink(parts.resolve("nut"), root.resolve("store"));
    Files.createSymbolicLink(root.resolve("store/again"), root.resolve("store"));
    ImageSet set = ImageSet.folder(parts);
    assertThat(set.entries()).containsExactly(ImageEntry.normal(parts.resolve("nut/a.png"), "nut"));
    assertThat(set.warnings()).isEmpty();
  }

  @Test
  void warnings_are_kept_by_every_part_of_a_set() throws IOException {
    touch("nut/train/good/a.png");
    touch("nut/train/bad/b.png");
    touch("cap/train/good/a.png");
    ImageSet set = ImageSet.folder(root);
    assertThat(set.warnings()).hasSize(1);
    for (ImageSet part :
        List.of(set.training(), set.test(), set.only(List.of("nut")), set.asOne("all"))) {
      assertThat(part.warnings()).isEqualTo(set.warnings());
    }
    assertThat(set.only(List.of("nut")).categories()).containsExactly("nut");
  }

  @Test
  void train_and_test_beside_a_product_are_refused() throws IOException {
    touch("test/a.png");
    touch("train/b.png");
    touch("screw/train/good/c.png");
    assertThatThrownBy(() -> ImageSet.folder(root))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(root.toString(), "screw", "train", "manifest");
  }

  @Test
  void a_product_named_test_does_not_hide_the_others() throws IOException {
    touch("test/train/good/a.png");
    touch("test/test/crack/b.png");
    touch("screw/train/good/c.png");
    assertThat(ImageSet.folder(root).categories()).containsExactly("screw", "test");
  }

  @Test
  void a_folder_with_a_blank_name_is_named() throws IOException {
    Path file = touch(" /a.png");
    for (Path folder : List.of(root, root.resolve(" "))) {
      assertThatThrownBy(() -> ImageSet.folder(folder))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.getParent() + " has a blank name");
    }
  }

  @Test
  void the_order_is_by_name_whatever_the_order_of_creation() throws IOException {
    for (String name : List.of("c", "a", "B", "10", "9")) {
      touch("parts/" + name + ".png");
    }
    assertThat(ImageSet.folder(root).entries())
        .extracting(entry -> entry.file().getFileName().toString())
        .containsExactly("10.png", "9.png", "B.png", "a.png", "c.png");
  }

  @Test
  void hidden_files_and_files_that_are_no_images_are_passed_over() throws IOException {
    touch("parts/a.png");
    touch("parts/.b.png");
    touch("parts/notes.txt");
    touch("parts/png");
    touch(".cache/c.png");
    Files.createDirectories(root.resolve("parts/folder.png"));
    assertThat(ImageSet.folder(root).entries())
        .extracting(ImageEntry::file)
        .containsExactly(root.resolve("parts/a.png"));
  }

  @Test
  void a_missing_folder_is_named() {
    assertThatThrownBy(() -> ImageSet.folder(root.resolve("nowhere")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining(root.resolve("nowhere").toString());
  }

  @Test
  void a_file_in_place_of_a_folder_is_named() throws IOException {
    Path file = touch("a.png");
    assertThatThrownBy(() -> ImageSet.folder(file))
        .isInstanceOf(NotDirectoryException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("is a file");
  }

  @Test
  void an_empty_folder_is_named_with_what_was_expected() {
    assertThatThrownBy(() -> ImageSet.folder(root))
        .isInstanceOf(EmptyImageSetException.class)
        .hasMessageContaining(root.toString())
        .hasMessageContaining("holds no image")
        .hasMessageContaining("train/good");
  }

  @Test
  void an_empty_category_is_named() throws IOException {
    touch("cap/a.png");
    touch("screw/readme.txt");
    assertThatThrownBy(() -> ImageSet.folder(root))
        .isInstanceOf(EmptyImageSetException.class)
        .hasMessageContaining(root.resolve("screw").toString())
        .hasMessageContaining("holds no image");
  }

  @Test
  void a_list_keeps_its_order() {
    ImageEntry b = ImageEntry.normal(Path.of("b.png"), "z");
    ImageEntry a = ImageEntry.normal(Path.of("a.png"), "y");
    assertThat(ImageSet.of(List.of(b, a)).entries()).containsExactly(b, a);
    assertThat(ImageSet.of(List.of(b, a)).categories()).containsExactly("y", "z");
  }

  @Test
  void categories_become_one() {
    ImageEntry a = tested("a.png", "z", "crack", Optional.of(root.resolve("mask.png")));
    ImageEntry b = ImageEntry.normal(root.resolve("b.png"), "y");
    assertThat(ImageSet.of(List.of(a, b)).asOne("all").entries())
        .containsExactly(
            tested("a.png", "all", "crack", Optional.of(root.resolve("mask.png"))),
            ImageEntry.normal(root.resolve("b.png"), "all"));
  }

  @Test
  void a_named_folder_whose_name_mentions_anomalies_is_read_and_told() throws IOException {
    touch("anomaly4j-demo/a.png");
    Path named = root.resolve("anomaly4j-demo");
    ImageSet set = ImageSet.folder(named);
    assertThat(set.categories()).containsExactly("anomaly4j-demo");
    assertThat(set.warnings())
        .singleElement(STRING)
        .contains(named.toString(), "all of its 1 images are taken for normal");
    assertThatThrownBy(() -> ImageSet.folder(root)).hasMessageContaining("manifest");
  }

  @Test
  void an_empty_list_is_refused() {
    assertThatThrownBy(() -> ImageSet.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one image");
  }

  @Test
  void a_defective_image_cannot_be_learned_from() {
    assertThatThrownBy(
            () -> new ImageEntry(Path.of("x.png"), "nut", Split.TRAIN, "crack", Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("x.png")
        .hasMessageContaining("crack");
  }

  private ImageEntry tested(String file, String category, String defect, Optional<Path> mask) {
    return new ImageEntry(root.resolve(file), category, Split.TEST, defect, mask);
  }

  private Path touch(String file) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.createFile(path);
  }
}
