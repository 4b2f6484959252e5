package io.github.anomaly4j.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.Mask;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonSheetTest {
  private static final int RED = 0xffff0000;
  private static final int GREEN = 0xff00ff00;
  private static final int BLUE = 0xff0000ff;
  private static final int WHITE = 0xffffffff;

  private final Image input = Image.filled(300, 200, 1, 0, 0);
  private final Image reconstruction = Image.filled(64, 64, 0, 1, 0);
  private final Image heatmap = Image.filled(300, 200, 0, 0, 1);

  @Test
  void the_input_is_left_the_reconstruction_right_and_more_on_request_further_right() {
    float[] defective = new float[100];
    Arrays.fill(defective, 1);
    BufferedImage sheet =
        ComparisonSheet.of(input, reconstruction)
            .withHeatmap(heatmap.toBufferedImage())
            .withMask(Mask.of(10, 10, defective))
            .draw();

    int[] starts =
        IntStream.of(RED, GREEN, BLUE, WHITE).map(color -> firstColumn(sheet, color)).toArray();
    assertThat(starts).isSorted().doesNotContain(-1);
    assertThat(firstColumn(ComparisonSheet.of(input, reconstruction).draw(), BLUE)).isEqualTo(-1);
  }

  @Test
  void all_are_as_high_as_the_input() {
    BufferedImage sheet = ComparisonSheet.of(input, reconstruction).draw();

    assertThat(pixels(sheet, RED)).isEqualTo(300 * 200);
    assertThat(pixels(sheet, GREEN)).isEqualTo(200 * 200);
  }

  @Test
  void tiny_and_huge_images_are_drawn_in_a_size_to_look_at() {
    Image tiny = Image.filled(16, 16, 1, 0, 0);
    Image huge = Image.filled(1500, 3000, 1, 0, 0);
    Image wide = Image.filled(2000, 10, 1, 0, 0);

    assertThat(pixels(ComparisonSheet.of(tiny, reconstruction).draw(), RED)).isEqualTo(192 * 192);
    assertThat(pixels(ComparisonSheet.of(huge, reconstruction).draw(), RED)).isEqualTo(256 * 512);
    assertThat(ComparisonSheet.of(wide, wide).draw().getWidth()).isLessThan(2000);
  }

  @Test
  void the_file_is_named_after_the_image_and_nothing_else_is_left(@TempDir Path folder)
      throws IOException {
    Path sheets = folder.resolve("sheets");
    ComparisonSheet sheet = ComparisonSheet.of(input, reconstruction);
    sheet.write(sheets, "000");
    Path file = sheet.write(sheets, "000");

    assertThat(file).isEqualTo(sheets.resolve("compare_000.png"));
    assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(sheet.draw().getWidth());
    try (var files = Files.list(sheets)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void a_name_does_not_lead_out_of_the_folder(@TempDir Path folder) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ComparisonSheet.of(input, input).write(folder, "/../../elsewhere"))
        .withMessageContaining("elsewhere");
  }

  @Test
  void a_file_that_cannot_be_written_is_named(@TempDir Path folder) throws IOException {
    Path inTheWay = Files.createFile(folder.resolve("file"));

    assertThatIOException()
        .isThrownBy(() -> ComparisonSheet.of(input, input).write(inTheWay, "000"))
        .withMessageContaining("compare_000.png could not be written");
  }

  private static int firstColumn(BufferedImage image, int color) {
    return IntStream.range(0, image.getWidth())
        .filter(x -> image.getRGB(x, image.getHeight() / 2) == color)
        .findFirst()
        .orElse(-1);
  }

  private static long pixels(BufferedImage image, int color) {
    int[] all = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    return Arrays.stream(all).filter(pixel -> pixel == color).count();
  }
}
