package io.github.anomaly4j.cli.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.Mask;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProductFolderTest {
  private static final ProductFolder PRODUCTS =
      new ProductFolder(List.of(Product.LABEL, Product.WOOD), 5, 2, 2, 1);

  @TempDir private static Path folder;
  private static ImageSet written;

  @BeforeAll
  static void draw() throws IOException {
    written = PRODUCTS.write(folder);
  }

  @Test
  void what_is_written_is_what_a_reader_of_the_layout_finds() throws IOException {
    ImageSet found = ImageSet.folder(folder);
    assertThat(found.entries()).containsExactlyInAnyOrderElementsOf(written.entries());
    assertThat(found.size()).isEqualTo(PRODUCTS.size()).isEqualTo(2 * (2 + 2 + 4));
    assertThat(found.categories()).containsExactly("label", "wood");
    assertThat(found.entries())
        .allSatisfy(entry -> assertThat(entry.mask().isPresent()).isEqualTo(entry.anomalous()));
  }

  @Test
  void files_hold_the_images_and_masks_to_the_bit() throws IOException {
    assertThat(Image.read(folder.resolve("wood/train/good/000.png")))
        .isEqualTo(Product.WOOD.normal(5, 0));
    Image knot = Image.read(folder.resolve("wood/test/knot/000.png"));
    Mask mask = Mask.read(folder.resolve("wood/ground_truth/knot/000_mask.png"));
    assertThat(mask.coverage()).isBetween(0.001, 0.2);
    assertThat(knot.width()).isEqualTo(mask.width()).isEqualTo(Product.SIZE);
  }

  @Test
  void pieces_to_score_are_not_pieces_that_were_learned_from() throws IOException {
    for (String good : new String[] {"000.png", "001.png"}) {
      for (String train : new String[] {"000.png", "001.png"}) {
        assertThat(Files.readAllBytes(folder.resolve("label/test/good").resolve(good)))
            .isNotEqualTo(Files.readAllBytes(folder.resolve("label/train/good").resolve(train)));
      }
    }
  }

  @Test
  void drawing_again_leaves_nothing_of_the_old_images(@TempDir Path root) throws IOException {
    new ProductFolder(List.of(Product.WOOD, Product.LABEL), 5, 3, 1, 2).write(root);
    ImageSet fewer = new ProductFolder(List.of(Product.WOOD), 5, 2, 1, 1).write(root);
    assertThat(ImageSet.folder(root).category("wood").entries())
        .containsExactlyInAnyOrderElementsOf(fewer.entries());
    assertThat(ImageSet.folder(root).category("label").size()).isEqualTo(3 + 1 + 4 * 2);
  }

  @Test
  void a_folder_that_was_not_drawn_is_refused_and_left_as_it_is(@TempDir Path root)
      throws IOException {
    Path photo = Files.createDirectories(root.resolve("wood/train/good")).resolve("000.png");
    Files.writeString(photo, "a photo of the user's");
    ProductFolder drawn = new ProductFolder(List.of(Product.LABEL, Product.WOOD), 5, 1, 1, 1);
    assertThatThrownBy(() -> drawn.write(root))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining(root.resolve("wood").toString());
    assertThat(photo).hasContent("a photo of the user's");
    assertThat(root.resolve("label")).doesNotExist();
  }

  @Test
  void an_empty_part_is_refused() {
    assertThatThrownBy(() -> new ProductFolder(List.of(Product.WOOD), 5, 0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ProductFolder(List.of(), 5, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
