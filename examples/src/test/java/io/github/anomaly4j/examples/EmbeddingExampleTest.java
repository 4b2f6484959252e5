package io.github.anomaly4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.cli.product.Product;
import io.github.anomaly4j.cli.product.ProductFolder;
import io.github.anomaly4j.config.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingExampleTest {
  private static final String FENCE = "    // The README shows what is between these two lines.\n";

  @TempDir private Path folder;

  @Test
  void the_example_runs() throws IOException {
    Path images = folder.resolve("images");
    new ProductFolder(List.of(Product.WOOD), 1, 8, 1, 1).write(images);
    Path heatmap = folder.resolve("heatmap.png");
    EmbeddingExample.inspect(
        AnomalyDetector.builder()
            .imageSize(32, 32)
            .training(
                TrainingConfig.defaults().withEpochs(1).withStepsPerEpoch(1).withCropSize(32)),
        images.resolve("wood/train/good"),
        folder.resolve("embedded.anomaly"),
        images.resolve("wood/test/knot/000.png"),
        heatmap);
    assertThat(ImageIO.read(heatmap.toFile()).getWidth()).isEqualTo(Product.SIZE);
  }

  @Test
  void the_readme_shows_the_example_that_is_compiled_and_run() throws IOException {
    // Surefire runs in the module's folder.
    String source =
        Files.readString(
            Path.of("src/main/java/io/github/anomaly4j/examples/EmbeddingExample.java"));
    int begin = source.indexOf(FENCE) + FENCE.length();
    String shown = source.substring(begin, source.indexOf(FENCE, begin)).stripTrailing();

    Matcher readme =
        Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("../README.md")));

    assertThat(readme.find()).isTrue();
    assertThat(readme.group(1)).isEqualTo(shown.stripIndent() + "\n");
  }
}
