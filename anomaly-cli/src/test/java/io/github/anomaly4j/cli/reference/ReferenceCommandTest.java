package io.github.anomaly4j.cli.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.anomaly4j.cli.Anomaly;
import io.github.anomaly4j.cli.command.ExitCode;
import io.github.anomaly4j.cli.product.Product;
import io.github.anomaly4j.image.Image;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceCommandTest {
  private static final int BOARDS = 6;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;
  private Path golden;
  private Path good;
  private Path bad;

  @BeforeEach
  void draw() throws IOException {
    golden = Files.createDirectory(folder.resolve("golden"));
    good = Files.createDirectory(folder.resolve("good"));
    bad = Files.createDirectory(folder.resolve("bad"));
    for (int i = 0; i < BOARDS; i++) {
      Image board = Product.BOARD.normal(1, i);
      write(golden.resolve(i + ".png"), board);
      write(good.resolve(i + ".bmp"), noisy(board));
    }
    write(bad.resolve("3.png"), Product.BOARD.defective(1, 3, "missing_part", 1).image());
  }

  private static void write(Path file, Image image) throws IOException {
    String name = file.toString();
    ImageIO.write(
        image.toBufferedImage(), name.substring(name.lastIndexOf('.') + 1), file.toFile());
  }

  private static Image noisy(Image image) {
    float[] rgb = image.toArray();
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = Math.max(0, Math.min(1, rgb[i] + (i * 31 % 7 - 3) * 0.004f));
    }
    return Image.of(image.width(), image.height(), rgb);
  }

  @Test
  void a_board_without_a_part_is_told_from_good_ones_with_its_place_and_a_heat_map()
      throws IOException {
    Path maps = folder.resolve("maps");
    int code =
        run("reference", "--reference", golden, "--heatmaps", maps, good, bad.resolve("3.png"));

    assertThat(code).as(err.toString()).isEqualTo(ExitCode.DONE);
    String[] lines = out.toString().split("\n");
    assertThat(lines).hasSize(BOARDS + 1);
    for (int i = 0; i < BOARDS; i++) {
      assertThat(json(lines[i]).get("passes").asBoolean()).as(lines[i]).isTrue();
    }
    JsonNode rejected = json(lines[BOARDS]);
    assertThat(rejected.get("passes").asBoolean()).isFalse();
    assertThat(rejected.get("regions").get(0).get("contour").get(0).isArray()).isTrue();
    assertThat(rejected.get("registration").get("found").asBoolean()).isTrue();
    assertThat(Path.of(rejected.get("heatmap").asText())).exists();
  }

  @Test
  void what_was_learned_is_saved_and_used() throws IOException {
    Path model = folder.resolve("boards.reference");
    assertThat(run("reference", "--reference", golden, "--learn", model, good))
        .as(err.toString())
        .isEqualTo(ExitCode.DONE);
    assertThat(err.toString()).contains("learned from 6 pairs", "extrapolated: give 49 pairs");
    assertThat(run("reference", "--reference", golden, "--model", model, bad))
        .isEqualTo(ExitCode.DONE);
    assertThat(json(out.toString()).get("passes").asBoolean()).isFalse();
    assertThat(run("reference", "--reference", golden, "--model", model, "--turn", 1, bad))
        .isEqualTo(ExitCode.WRONG_USAGE);
  }

  @Test
  void an_image_without_a_reference_or_that_is_its_own_is_named_and_the_others_are_compared()
      throws IOException {
    write(bad.resolve("unknown.png"), Product.BOARD.normal(1, 0));
    assertThat(run("reference", "--reference", golden, bad)).isEqualTo(ExitCode.SOME_UNREADABLE);
    assertThat(out.toString()).contains("is named unknown", "\"passes\":false");
    assertThat(run("reference", "--reference", golden, golden.resolve("1.png")))
        .isEqualTo(ExitCode.SOME_UNREADABLE);
    assertThat(out.toString()).contains("the image is its own reference");
  }

  @Test
  void a_pair_that_is_mixed_up_is_named_and_not_learned() throws IOException {
    Path model = folder.resolve("mixed.reference");
    Image board = Product.BOARD.normal(1, 1);
    float[] noise = new float[board.toArray().length];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = i * 7919L % 1009 / 1009f;
    }
    write(golden.resolve("1.png"), Image.of(board.width(), board.height(), noise));
    assertThat(run("reference", "--reference", golden, "--learn", model, good))
        .isNotEqualTo(ExitCode.DONE);
    assertThat(err.toString()).contains("1.bmp", "1.png", "was not found");
    assertThat(model).doesNotExist();
  }

  @Test
  void only_an_image_is_a_reference_and_two_of_one_name_are_refused() throws IOException {
    Files.writeString(golden.resolve("1.json"), "{}");
    assertThat(run("reference", "--reference", golden, good.resolve("1.bmp")))
        .as(out.toString())
        .isEqualTo(ExitCode.DONE);
    write(golden.resolve("1.bmp"), Product.BOARD.normal(1, 1));
    assertThat(run("reference", "--reference", golden, good.resolve("1.bmp")))
        .isEqualTo(ExitCode.SOME_UNREADABLE);
    assertThat(out.toString()).contains("any of ", "leave one");
  }

  @Test
  void options_without_an_effect_are_refused() {
    assertThat(run("reference", "--reference", golden, "--false-positive-rate", 0.1, good))
        .isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(
            run(
                "reference",
                "--reference",
                golden,
                "--learn",
                folder.resolve("m"),
                "--heatmaps",
                folder,
                good))
        .isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(err.toString()).contains("with --learn alone", "leave out --heatmaps");
  }

  private static JsonNode json(String line) throws IOException {
    return JsonMapper.builder().build().readTree(line);
  }

  private int run(Object... arguments) {
    String[] words = new String[arguments.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = arguments[i].toString();
    }
    return Anomaly.run(words, new PrintWriter(out, true), new PrintWriter(err, true));
  }
}
