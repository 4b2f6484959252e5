package io.github.anomaly4j.internal.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.data.EmptyImageSetException;
import io.github.anomaly4j.data.ImageSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A made-up tree of the shape of Real-IAD, whose lists say what folders do not. */
class RealIadListsTest {
  private static final String LEARNED = "OK/S0001/audiojack_0001_OK_C1_20231021.jpg";
  private static final String NORMAL = "OK/S0002/audiojack_0002_OK_C1_20231021.jpg";
  private static final String PIT = "NG/AK/S0003/audiojack_0003_NG_AK_C1_20231021.jpg";

  /** A view of the same piece, on which the pit is not to be seen. */
  private static final String UNSEEN = "NG/AK/S0003/audiojack_0003_NG_AK_C2_20231021.jpg";

  private static final String MASK = PIT.replace(".jpg", ".png");
  private static final String LIST =
      """
      {"meta": {"prefix": "audiojack/", "normal_class": "OK", "pre_transform": {}},
       "train": [{"category": "audiojack", "anomaly_class": "OK", "image_path": "%s", "mask_path": null}],
       "test": [{"category": "audiojack", "anomaly_class": "OK", "image_path": "%s", "mask_path": null},
                {"category": "audiojack", "anomaly_class": "AK", "image_path": "%s", "mask_path": "%s"},
                {"category": "audiojack", "anomaly_class": "OK", "image_path": "%s", "mask_path": null}]}
      """
          .formatted(LEARNED, NORMAL, PIT, MASK, UNSEEN);

  @TempDir private Path root;
  private Path lists;
  private Path product;

  @BeforeEach
  void write() throws IOException {
    product = root.resolve("realiad_256/audiojack");
    for (String file : List.of(LEARNED, NORMAL, PIT, UNSEEN)) {
      FolderLayoutTest.write(product.resolve(file), false);
    }
    FolderLayoutTest.write(product.resolve(MASK), true);
    lists = Files.createDirectories(root.resolve("realiad_jsons/realiad_jsons"));
    Files.writeString(lists.resolve("audiojack.json"), LIST);
  }

  private List<String> read(Path folder) throws IOException {
    ImageSet set = ImageSet.folder(folder);
    assertThat(set.warnings()).isEmpty();
    return set.entries().stream()
        .map(
            entry ->
                "%s %s %s %s %s"
                    .formatted(
                        entry.category(),
                        entry.split(),
                        entry.defect(),
                        product.relativize(entry.file()),
                        entry.mask().map(mask -> product.relativize(mask).toString()).orElse("-")))
        .toList();
  }

  @Test
  void the_lists_say_what_is_learned_and_where_masks_are() throws IOException {
    List<String> expected =
        List.of(
            "audiojack TRAIN good " + LEARNED + " -",
            "audiojack TEST good " + NORMAL + " -",
            "audiojack TEST AK " + PIT + " " + MASK,
            "audiojack TEST good " + UNSEEN + " -");
    assertThat(read(root)).isEqualTo(expected);
    assertThat(read(root.resolve("realiad_256"))).isEqualTo(expected);
    assertThat(read(product)).isEqualTo(expected);
  }

  @Test
  void lists_that_lie_directly_in_their_folder_are_read() throws IOException {
    Files.move(lists.resolve("audiojack.json"), root.resolve("realiad_jsons/audiojack.json"));
    assertThat(read(root)).hasSize(4);
  }

  @Test
  void one_size_must_be_named() throws IOException {
    Files.createDirectories(root.resolve("realiad_1024/audiojack"));
    assertThatThrownBy(() -> ImageSet.folder(root))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("realiad_1024, realiad_256", "name one of them");
    assertThat(read(root.resolve("realiad_256"))).hasSize(4);
  }

  @Test
  void lists_without_images_are_refused() throws IOException {
    Path empty = root.resolve("empty");
    Files.createDirectories(empty.resolve("realiad_jsons"));
    assertThatThrownBy(() -> ImageSet.folder(empty))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("no images", "put the images beside the lists");
    Files.createDirectories(empty.resolve("realiad_512"));
    assertThatThrownBy(() -> ImageSet.folder(empty))
        .isInstanceOf(EmptyImageSetException.class)
        .hasMessageContaining("one for each product");
  }

  @Test
  void a_product_without_a_list_is_refused() throws IOException {
    Files.createDirectories(root.resolve("realiad_256/zipper"));
    assertThatThrownBy(() -> ImageSet.folder(root))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("zipper", "expected zipper.json");
  }

  @Test
  void defective_images_for_training_are_not_learned_and_told() throws IOException {
    Files.writeString(
        lists.resolve("audiojack.json"), LIST.replaceFirst("\"OK\", \"image", "\"AK\", \"image"));
    ImageSet set = ImageSet.folder(root);
    assertThat(set.entries()).hasSize(3).allMatch(entry -> !entry.file().endsWith(LEARNED));
    assertThat(set.warnings()).singleElement().asString().contains("1 defective images");
  }

  @Test
  void what_is_no_such_list_is_refused_and_says_why() throws IOException {
    for (List<String> broken :
        List.of(
            List.of("{", "line 1"),
            List.of("[]", "lacks the text 'normal_class' in its object meta"),
            List.of(LIST.replace("\"test\"", "\"tests\""), "has no list test"),
            List.of(LIST.replaceAll("\"image_path\"", "\"image\""), "lacks the text 'image_path'"),
            List.of(LIST.replace(LEARNED, "OK/S9/9.jpg"), "no such file; paths start in"),
            List.of(LIST.replace(LEARNED, "\\u0000"), "is no path"),
            List.of(LIST.replace(LEARNED, "\\ud800"), "is no path"))) {
      Files.writeString(lists.resolve("audiojack.json"), broken.get(0));
      assertThatThrownBy(() -> ImageSet.folder(root))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll("audiojack.json", broken.get(1));
    }
  }
}
