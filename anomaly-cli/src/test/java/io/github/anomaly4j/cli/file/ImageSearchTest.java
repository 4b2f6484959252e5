package io.github.anomaly4j.cli.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.cli.file.ImageSearch.Found;
import io.github.anomaly4j.image.ImageReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ImageSearchTest {
  @TempDir private Path folder;
  private Path shift;

  @BeforeEach
  void images() throws IOException {
    shift = folder.resolve("shift");
    place("shift/b.png");
    place("shift/a/deep/x.JPG");
  }

  @Test
  void a_folder_is_searched_to_its_depths_and_in_the_order_of_names() throws IOException {
    place("shift/notes.txt");
    assertThat(ImageSearch.of(shift))
        .extracting(Found::name)
        .containsExactly(Path.of("shift/a/deep/x.JPG"), Path.of("shift/b.png"));
  }

  @Test
  void numbered_images_are_found_in_the_order_of_their_numbers() throws IOException {
    for (String name : List.of("10.png", "9.png", "2/1.png", "10/1.png")) {
      place("numbered/" + name);
    }
    assertThat(ImageSearch.of(folder.resolve("numbered")))
        .extracting(Found::file)
        .containsExactly(
            folder.resolve("numbered/2/1.png"),
            folder.resolve("numbered/9.png"),
            folder.resolve("numbered/10/1.png"),
            folder.resolve("numbered/10.png"));
  }

  @Test
  void hidden_files_those_in_hidden_folders_and_heat_maps_are_passed_over() throws IOException {
    place("shift/.c.png");
    place("shift/.trash/d.png");
    place("shift/maps/b.png.heatmap.png");
    assertThat(ImageSearch.of(shift)).hasSize(2);
  }

  @Test
  void what_is_named_itself_is_taken_whatever_it_is_called() throws IOException {
    place(".hidden/scan.0001");
    place(".hidden/e.png");
    assertThat(ImageSearch.of(folder.resolve(".hidden")))
        .extracting(Found::name)
        .containsExactly(Path.of(".hidden/e.png"));
    assertThat(ImageSearch.of(folder.resolve(".hidden/scan.0001")))
        .extracting(Found::name)
        .containsExactly(Path.of("scan.0001"));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void links_are_followed_but_not_round_in_circles() throws IOException {
    place("elsewhere/y.png");
    Path links = Files.createDirectory(folder.resolve("links"));
    Files.createSymbolicLink(links.resolve("in"), folder.resolve("elsewhere"));
    Files.createSymbolicLink(links.resolve("round"), links);
    Files.createSymbolicLink(links.resolve("z.png"), folder.resolve("shift/b.png"));
    assertThat(ImageSearch.of(links))
        .extracting(Found::name)
        .containsExactly(Path.of("links/in/y.png"), Path.of("links/z.png"));
    assertThat(ImageSearch.of(links.resolve("in")))
        .extracting(Found::name)
        .containsExactly(Path.of("in/y.png"));
  }

  @Test
  void a_path_with_nothing_to_score_is_found_with_its_problem() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Path missing = folder.resolve("missing");
    List<Found> nothing = ImageSearch.of(empty);
    List<Found> nowhere = ImageSearch.of(missing);
    assertThat(nothing).hasSize(1);
    assertThatThrownBy(() -> nothing.get(0).read(ImageReader.defaults()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(empty + " holds no image");
    assertThat(nowhere).extracting(Found::file).containsExactly(missing);
    assertThatThrownBy(() -> nowhere.get(0).read(ImageReader.defaults()))
        .isInstanceOf(NoSuchFileException.class);
  }

  private void place(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.createFile(file);
  }
}
