package io.github.anomaly4j.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.DetectorLoader;
import io.github.anomaly4j.ImageDetector;
import io.github.anomaly4j.ImageDetector.Result;
import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@ExtendWith(OutputCaptureExtension.class)
class AnomalyAutoConfigurationTest {
  private static final Image SCRATCHED = TinyModel.image(TinyModel.FINE, 7, true);

  @TempDir private static Path folder;

  private static Path file;
  private static double score;

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  AnomalyAutoConfiguration.class, AnomalyActuatorAutoConfiguration.class));

  @BeforeAll
  static void train() throws IOException {
    file = TinyModel.write(folder.resolve("parts of spring.anomaly"), 1);
    try (AnomalyDetector detector = AnomalyDetector.load(file)) {
      score = detector.detect(SCRATCHED).score();
    }
  }

  @Test
  void a_detector_is_a_bean_of_its_file_and_is_closed_with_the_context() {
    AnomalyDetector[] kept = new AnomalyDetector[1];
    runner
        .withPropertyValues("anomaly.model=" + file)
        .run(
            context -> {
              kept[0] = context.getBean(AnomalyDetector.class);
              assertThat(kept[0].detect(SCRATCHED).score()).isEqualTo(score);
            });
    assertThatThrownBy(() -> kept[0].detect(SCRATCHED)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_model_may_be_a_path_a_uri_of_a_file_or_a_resource_of_the_class_path() throws IOException {
    for (String model : List.of(file.toString(), file.toUri().toString())) {
      runner.withPropertyValues("anomaly.model=" + model).run(context -> assertScores(context));
    }
    try (var resources = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      runner
          .withClassLoader(resources)
          .withPropertyValues("anomaly.model=classpath:parts of spring.anomaly")
          .run(context -> assertScores(context));
    }
  }

  private static void assertScores(AssertableApplicationContext context) {
    assertThat(context).hasNotFailed();
    assertThat(context.getBean(ImageDetector.class).detect(SCRATCHED).score()).isEqualTo(score);
  }

  @Test
  void what_is_injected_as_an_image_detector_scores_whatever_the_caller_has_as_the_detector_does() {
    runner
        .withPropertyValues("anomaly.model=" + file)
        .run(
            context -> {
              CurrentDetector current = (CurrentDetector) context.getBean(ImageDetector.class);
              byte[] bytes = TinyModel.png(TinyModel.FINE, 7, true);
              Path image = Files.write(folder.resolve("image.png"), bytes);
              AnomalyDetector detector = context.getBean(AnomalyDetector.class);
              double own = detector.detect(bytes).score();
              assertThat(current.detect(bytes).score()).isEqualTo(own);
              assertThat(current.detect(image).score()).isEqualTo(own);
              assertThat(current.detect(new ByteArrayInputStream(bytes)).score()).isEqualTo(own);
              assertThat(current.explain(current.reader().read(image)).score()).isEqualTo(own);
              assertThat(current.forCategory(TinyModel.WIDE).detect(bytes).category())
                  .isEqualTo(TinyModel.WIDE);
              assertThatThrownBy(() -> current.forCategory("other"))
                  .hasMessageContaining("unknown category other");
              Path text = Files.writeString(folder.resolve("text.png"), "no image");
              try (Stream<Result<Path>> results =
                  current.detectAll(Stream.of(image, text), Workers.CALLER)) {
                List<Result<Path>> both = results.toList();
                assertThat(both.get(0).detection().orElseThrow().score()).isEqualTo(own);
                assertThat(both.get(1).failure().orElseThrow()).hasMessageContaining("text.png");
              }
              assertThat(current.info().state()).isEqualTo(detector.info().state());
            });
  }

  @Test
  void images_above_the_limits_are_refused() {
    runner
        .withPropertyValues("anomaly.model=" + file, "anomaly.image.max-pixels=4000")
        .run(
            context ->
                assertThatThrownBy(
                        () ->
                            context
                                .getBean(ImageDetector.class)
                                .detect(TinyModel.png(TinyModel.FINE, 7, true)))
                    .isInstanceOf(ImageException.class)
                    .hasMessageContaining("4000"));
    runner
        .withPropertyValues("anomaly.model=" + file, "anomaly.image.max-bytes=1KB")
        .run(
            context ->
                assertThat(context.getBean(ImageDetector.class).reader().limits())
                    .isEqualTo(new DecodeLimits(1024, DecodeLimits.defaults().maxPixels())));
  }

  @Test
  void without_a_model_there_is_nothing() {
    runner.run(
        context ->
            assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(ImageDetector.class)
                .doesNotHaveBean(AnomalyHealthIndicator.class));
  }

  @Test
  void a_detector_and_a_loader_of_the_application_come_first(CapturedOutput output) {
    runner
        .withUserConfiguration(OwnDetector.class)
        .run(
            context ->
                assertThat(context.getBean(CurrentDetector.class).info().state())
                    .isEqualTo(context.getBean("own", AnomalyDetector.class).info().state()));
    assertThat(output).doesNotContain("is not loaded");
    runner
        .withUserConfiguration(OwnDetector.class)
        .withPropertyValues("anomaly.model=elsewhere.anomaly")
        .run(context -> assertThat(context).hasSingleBean(AnomalyDetector.class));
    assertThat(output).contains("anomaly.model=elsewhere.anomaly is not loaded");
    DetectorLoader loader = AnomalyDetector.loader().decodeLimits(new DecodeLimits(10, 10));
    runner
        .withBean(DetectorLoader.class, () -> loader)
        .withPropertyValues("anomaly.model=" + file)
        .run(
            context ->
                assertThat(context.getBean(ImageDetector.class).reader().limits().maxBytes())
                    .isEqualTo(10));
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnDetector {
    @Bean
    AnomalyDetector own() throws IOException {
      return AnomalyDetector.load(file);
    }
  }

  @Test
  void neither_the_actuator_nor_micrometer_is_needed() {
    runner
        .withClassLoader(
            new FilteredClassLoader("org.springframework.boot.actuate", "io.micrometer"))
        .withPropertyValues("anomaly.model=" + file)
        .run(context -> assertScores(context));
  }
}
