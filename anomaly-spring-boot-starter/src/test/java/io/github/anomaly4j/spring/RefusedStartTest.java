package io.github.anomaly4j.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.AnomalyDetector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

/** What an operator reads when the application does not start. */
@ExtendWith(OutputCaptureExtension.class)
class RefusedStartTest {
  @TempDir private static Path folder;

  private static Path file;

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class NeedsDetector {
    NeedsDetector(AnomalyDetector detector) {
      throw new AssertionError("there is a detector: " + detector);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class NeedsReloader {
    NeedsReloader(ModelReloader reloader) {
      throw new AssertionError("there is a reloader: " + reloader);
    }
  }

  @BeforeAll
  static void write() throws IOException {
    file = TinyModel.write(folder.resolve("parts.anomaly"), 1);
    byte[] bytes = TinyModel.bytes(1);
    Files.write(folder.resolve("half.anomaly"), Arrays.copyOf(bytes, bytes.length / 2));
    bytes[bytes.length / 2] ^= 1;
    Files.write(folder.resolve("damaged.anomaly"), bytes);
    Files.writeString(folder.resolve("text.anomaly"), "no model");
    Files.createDirectories(folder.resolve("models"));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        refused("missing.anomaly", "a file that does not exist", "expected the file of a detector"),
        refused("models", "names a folder", "expected the file of a detector"),
        refused("half.anomaly", "half.anomaly"),
        refused("damaged.anomaly", "damaged.anomaly"),
        refused("text.anomaly", "text.anomaly"));
  }

  private static Arguments refused(String name, String... words) {
    return Arguments.of(name, List.of(words));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void a_bad_file_is_named_with_what_was_found_expected_and_what_to_do(
      String name, List<String> words, CapturedOutput output) {
    assertAnalysis(output, Application.class, "--anomaly.model=" + folder.resolve(name));
    assertThat(output)
        .contains(folder.resolve(name).toString())
        .contains(words)
        .contains("Give anomaly.model the file of a detector");
  }

  @Test
  void a_relative_path_is_told_as_a_whole(CapturedOutput output) {
    assertAnalysis(output, Application.class, "--anomaly.model=models/none.anomaly");
    assertThat(output)
        .contains(Path.of("models/none.anomaly").toAbsolutePath().toString())
        .contains("begins at the folder that the program was started in");
  }

  @Test
  void a_missing_resource_is_named(CapturedOutput output) {
    assertAnalysis(output, Application.class, "--anomaly.model=classpath:none.anomaly");
    assertThat(output).contains("classpath:none.anomaly", "src/main/resources");
  }

  @Test
  void neither_an_address_nor_an_empty_name_is_a_model(CapturedOutput output) {
    assertAnalysis(output, Application.class, "--anomaly.model=https://example.org/a.anomaly");
    assertThat(output).contains("https://example.org/a.anomaly", "expected a path");
    assertAnalysis(output, Application.class, "--anomaly.model=");
    assertThat(output).contains("found no name");
  }

  @Test
  void a_misspelled_property_is_named(CapturedOutput output) {
    assertAnalysis(
        output, Application.class, "--anomaly.model=" + file, "--anomaly.image.max-pixel=10");
    assertThat(output).contains("anomaly.image.max-pixel");
  }

  @Test
  void a_wrong_value_is_named(CapturedOutput output) {
    assertAnalysis(
        output, Application.class, "--anomaly.model=" + file, "--anomaly.image.max-pixels=many");
    assertThat(output).contains("anomaly.image.max-pixels", "many");
    assertAnalysis(
        output, Application.class, "--anomaly.model=" + file, "--anomaly.image.max-pixels=0");
    assertThat(output).contains("maxPixels must be from 1");
    assertAnalysis(
        output, Application.class, "--anomaly.model=" + file, "--anomaly.backbone-sha256=0815");
    assertThat(output).contains("64 hexadecimal digits");
  }

  @Test
  void an_interval_needs_reloading_and_a_file(CapturedOutput output) {
    assertAnalysis(
        output, Application.class, "--anomaly.model=" + file, "--anomaly.reload.interval=1s");
    assertThat(output).contains("anomaly.reload.enabled is false");
    assertAnalysis(
        output,
        Application.class,
        "--anomaly.model=" + file,
        "--anomaly.reload.enabled=true",
        "--anomaly.reload.interval=1ms");
    assertThat(output).contains("expected 0 or at least 100ms");
    assertAnalysis(output, Application.class, "--anomaly.reload.enabled=true");
    assertThat(output).contains("anomaly.model is missing");
  }

  @Test
  void a_bean_that_needs_a_detector_is_told_which_property_to_set(CapturedOutput output) {
    assertAnalysis(output, NeedsDetector.class);
    assertThat(output).contains("NeedsDetector", "anomaly.model is not set");
    assertAnalysis(
        output, NeedsDetector.class, "--anomaly.model=" + file, "--anomaly.reload.enabled=true");
    assertThat(output).contains("Inject a CurrentDetector");
    assertAnalysis(output, NeedsReloader.class, "--anomaly.model=" + file);
    assertThat(output).contains("Set anomaly.reload.enabled to true");
  }

  private static void assertAnalysis(
      CapturedOutput output, Class<?> application, String... arguments) {
    int before = output.getAll().length();
    assertThatThrownBy(
            () ->
                new SpringApplicationBuilder(application)
                    .web(WebApplicationType.NONE)
                    .run(arguments)
                    .close())
        .isNotInstanceOf(AssertionError.class);
    assertThat(output.getAll().substring(before))
        .contains("APPLICATION FAILED TO START", "Description:", "Action:")
        .doesNotContain("\tat ");
  }
}
