package io.github.anomaly4j.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.anomaly4j.image.Image;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilmStripTest {
  private static final int WIDE = 2000;

  @Test
  void the_input_comes_first_and_the_epochs_in_their_order() {
    BufferedImage strip = FilmStrip.draw(List.of(strip("tile", 8)), WIDE);

    int[] order =
        IntStream.range(0, strip.getWidth())
            .map(x -> strip.getRGB(x, strip.getHeight() / 2))
            .filter(pixel -> (pixel & 0xffff) == 0)
            .map(pixel -> pixel >> 16 & 0xff)
            .distinct()
            .toArray();
    assertThat(order).containsExactly(255, 10, 20, 30, 40, 50, 60, 70, 80);
  }

  @Test
  void a_strip_goes_on_in_the_next_line_beyond_the_width() {
    FilmStrip strip = strip("tile", 8);
    BufferedImage oneLine = FilmStrip.draw(List.of(strip), WIDE);
    BufferedImage lines = FilmStrip.draw(List.of(strip), 600);

    assertThat(lines.getWidth()).isLessThanOrEqualTo(600);
    assertThat(lines.getHeight()).isGreaterThan(2 * oneLine.getHeight());
  }

  @Test
  void a_line_has_an_epoch_even_if_the_width_is_too_small_for_one() {
    assertThat(FilmStrip.draw(List.of(strip("tile", 3)), 1).getHeight()).isGreaterThan(3 * 128);
  }

  @Test
  void every_image_has_a_row_of_its_own() {
    BufferedImage one = FilmStrip.draw(List.of(strip("tile", 2)), WIDE);
    BufferedImage three =
        FilmStrip.draw(List.of(strip("tile", 2), strip("screw", 0), strip("paper", 2)), WIDE);

    assertThat(three.getWidth()).isEqualTo(one.getWidth());
    assertThat(three.getHeight()).isGreaterThan(3 * 128);
  }

  @Test
  void adding_an_epoch_leaves_the_strip_as_it_was() {
    FilmStrip strip = strip("tile", 1);
    int width = FilmStrip.draw(List.of(strip), WIDE).getWidth();
    strip.with(2, Image.filled(8, 8, 0, 0, 0));

    assertThat(FilmStrip.draw(List.of(strip), WIDE).getWidth()).isEqualTo(width);
  }

  @Test
  void strips_are_written_as_png(@TempDir Path folder) throws IOException {
    List<FilmStrip> strips = List.of(strip("tile", 2));
    Path file = folder.resolve("strips.png");
    FilmStrip.write(file, strips, WIDE);

    assertThat(ImageIO.read(file.toFile()).getWidth())
        .isEqualTo(FilmStrip.draw(strips, WIDE).getWidth());
  }

  @Test
  void no_strips_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FilmStrip.draw(List.of(), WIDE))
        .withMessage("No strips");
  }

  /** Images whose red says which they are: 255 is the input, and ten times the epoch the others. */
  private static FilmStrip strip(String name, int epochs) {
    FilmStrip strip = FilmStrip.of(name, Image.filled(100, 100, 1, 0, 0));
    for (int epoch = 1; epoch <= epochs; epoch++) {
      strip = strip.with(epoch, Image.filled(32, 32, epoch * 10 / 255f, 0, 0));
    }
    return strip;
  }
}
