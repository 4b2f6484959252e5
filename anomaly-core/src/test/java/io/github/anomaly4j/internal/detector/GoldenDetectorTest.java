package io.github.anomaly4j.internal.detector;

import static io.github.anomaly4j.config.Evidence.BOTTLENECK;
import static io.github.anomaly4j.config.Evidence.DETAIL;
import static io.github.anomaly4j.config.Evidence.FEATURES;
import static io.github.anomaly4j.config.Evidence.GRADIENT;
import static io.github.anomaly4j.config.Evidence.IMAGE;
import static io.github.anomaly4j.config.Evidence.MASK;
import static io.github.anomaly4j.config.Evidence.PATCH;
import static io.github.anomaly4j.config.Evidence.RECONSTRUCTION;
import static io.github.anomaly4j.config.Evidence.SPREAD;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.DetectorInfo;
import io.github.anomaly4j.DriftMonitor;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.image.Image;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files that releases of before wrote give the scores that those releases gave. Files of format
 * version 3 are from commit ab574a1, trained on drawn washers and pieces of wood of 64 x 64 pixels
 * with a network of 4 channels, and cut to 6 dimensions to be small; that commit loaded and scored
 * them, too.
 */
class GoldenDetectorTest {
  /** What convolutions give depends on the processor in the last bits; the rest is plain Java. */
  private static final double BY_NETWORK = 1e-4;

  @TempDir private Path folder;

  private record Golden(
      String file,
      String image,
      String category,
      double score,
      double threshold,
      double map,
      Map<Evidence, Double> parts) {
    @Override
    public String toString() {
      return file + " " + image;
    }

    boolean plain() {
      return !file.contains("network");
    }
  }

  static Stream<Golden> golden() {
    return Stream.of(
        new Golden(
            "version3/default",
            "washer-good",
            "washer",
            -1.9814638322933,
            0.9958023782838089,
            -1.8297791,
            Map.ofEntries(
                Map.entry(DETAIL, -1.7193281705461838),
                Map.entry(PATCH, -2.5932715404837636),
                Map.entry(MASK, 0.5938542178369347),
                Map.entry(IMAGE, -4.768076304347746),
                Map.entry(RECONSTRUCTION, -0.03803701611820809))),
        new Golden(
            "version3/default",
            "washer-rust",
            "washer",
            -1.8661289831442645,
            0.9958023782838089,
            -1.7238433,
            Map.ofEntries(
                Map.entry(DETAIL, 17.27470145416832),
                Map.entry(PATCH, -0.31853716053746844),
                Map.entry(MASK, -1.6985386682679426),
                Map.entry(IMAGE, -4.411234601488905),
                Map.entry(RECONSTRUCTION, 0.9997572058407628))),
        new Golden(
            "version3/default",
            "wood-knot",
            "wood",
            -1.4253887494694162,
            1.292357223256831,
            0.031349577,
            Map.ofEntries(
                Map.entry(DETAIL, 15.557353772852652),
                Map.entry(PATCH, -0.11274997373622586),
                Map.entry(MASK, -1.5969414244264526),
                Map.entry(IMAGE, -4.591139699037481),
                Map.entry(RECONSTRUCTION, 2.764620935066207))),
        new Golden(
            "version3/network",
            "washer-good",
            "washer",
            -2.0641963031010193,
            1.5002449062470733,
            -2.2840588,
            Map.ofEntries(
                Map.entry(BOTTLENECK, 0.6220385695602004),
                Map.entry(DETAIL, -4.479546352713326),
                Map.entry(FEATURES, -0.35631341805085787),
                Map.entry(GRADIENT, 0.23126422247551598),
                Map.entry(PATCH, -4.570655967331645),
                Map.entry(MASK, 0.631111818338896),
                Map.entry(IMAGE, -4.768076304347746),
                Map.entry(RECONSTRUCTION, 0.06419990417530488),
                Map.entry(SPREAD, 0.5285786753219139))),
        new Golden(
            "version3/network",
            "washer-rust",
            "washer",
            0.23708287631191635,
            1.5002449062470733,
            -2.2239091,
            Map.ofEntries(
                Map.entry(BOTTLENECK, 0.3294977721390715),
                Map.entry(DETAIL, 20.807182630488768),
                Map.entry(FEATURES, 0.34002601268708765),
                Map.entry(GRADIENT, 0.3672103332941522),
                Map.entry(PATCH, -3.9750454430254605),
                Map.entry(MASK, -1.4673753961774956),
                Map.entry(IMAGE, -4.411234601488905),
                Map.entry(RECONSTRUCTION, 0.7330596860762731),
                Map.entry(SPREAD, -1.0574867949452835))),
        new Golden(
            "version3/network",
            "wood-knot",
            "wood",
            4.391304313021218,
            1.5179604676458534,
            -0.62255526,
            Map.ofEntries(
                Map.entry(BOTTLENECK, 1.7879395682470216),
                Map.entry(DETAIL, 20.15280816244552),
                Map.entry(FEATURES, 5.033891024576214),
                Map.entry(GRADIENT, 9.947229007958958),
                Map.entry(PATCH, -1.7437338052404143),
                Map.entry(MASK, -1.5240022039459826),
                Map.entry(IMAGE, -4.591139699037481),
                Map.entry(RECONSTRUCTION, 2.6042342965145475),
                Map.entry(SPREAD, -1.0890879583588868))),
        new Golden(
            "version3/two-stage",
            "washer-good",
            "washer",
            -2.0796280592389462,
            0.8873531679138409,
            -2.0134172,
            Map.ofEntries(
                Map.entry(DETAIL, -1.7193281705461838),
                Map.entry(PATCH, -2.5932715404837636),
                Map.entry(IMAGE, -4.768076304347746))),
        new Golden(
            "version3/two-stage",
            "washer-rust",
            "washer",
            0.9824614756110771,
            0.8873531679138409,
            -1.918501,
            Map.ofEntries(
                Map.entry(DETAIL, 17.27470145416832),
                Map.entry(PATCH, -0.31853716053746844),
                Map.entry(IMAGE, -4.411234601488905))),
        new Golden(
            "version3/two-stage",
            "wood-knot",
            "wood",
            -0.06699380979963904,
            1.3281375492473462,
            -0.20479566,
            Map.ofEntries(
                Map.entry(DETAIL, 15.557353772852652),
                Map.entry(PATCH, -0.11274997373622586),
                Map.entry(IMAGE, -4.591139699037481))));
  }

  @ParameterizedTest
  @MethodSource("golden")
  void a_file_of_an_older_format_gives_the_same_scores(Golden golden) throws IOException {
    try (AnomalyDetector detector = AnomalyDetector.load(stream(golden.file()))) {
      check(detector, golden);
    }
  }

  @ParameterizedTest
  @MethodSource("golden")
  void and_so_does_the_file_saved_again(Golden golden) throws IOException {
    Path file = folder.resolve("again.anomaly");
    try (AnomalyDetector detector = AnomalyDetector.load(stream(golden.file()))) {
      detector.save(file);
    }
    try (AnomalyDetector again = AnomalyDetector.load(file)) {
      check(again, golden);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      again.save(bytes);
      assertThat(file).hasBinaryContent(bytes.toByteArray());
    }
  }

  @Test
  void a_file_of_an_older_build_says_that_it_cannot_tell_drift() throws IOException {
    Golden any = golden().findFirst().orElseThrow();
    try (AnomalyDetector detector = AnomalyDetector.load(stream(any.file()))) {
      assertThat(detector.info().products()).noneMatch(DetectorInfo.Product::tellsDrift);
      assertThatThrownBy(() -> DriftMonitor.of(detector, 0.01))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("older build; train it again");
    }
  }

  private static void check(AnomalyDetector detector, Golden golden) throws IOException {
    Image image = image(golden.image());
    Detection found = detector.detect(image);
    assertThat(found.category()).isEqualTo(golden.category());
    assertThat(found.threshold()).isEqualTo(golden.threshold());
    Detection explained = detector.explain(image);
    assertThat(explained.score()).isEqualTo(found.score());
    assertThat(explained.partialScores()).hasSameSizeAs(golden.parts());
    if (golden.plain()) {
      assertThat(found.score()).isEqualTo(golden.score());
      assertThat(found.anomalyMap().at(20, 31)).isEqualTo((float) golden.map());
    } else {
      assertThat(found.score()).isCloseTo(golden.score(), within(BY_NETWORK));
      assertThat(found.anomalyMap().at(20, 31))
          .isCloseTo((float) golden.map(), within((float) BY_NETWORK));
    }
    golden
        .parts()
        .forEach(
            (kind, score) -> {
              Double part = explained.partialScores().get(kind.key());
              if (golden.plain() && kind.compareTo(MASK) < 0) {
                assertThat(part).as(kind.key()).isEqualTo(score);
              } else {
                assertThat(part).as(kind.key()).isCloseTo(score, within(BY_NETWORK));
              }
            });
  }

  private static InputStream stream(String file) throws IOException {
    return new GZIPInputStream(resource(file + ".anomaly.gz"));
  }

  private static Image image(String name) throws IOException {
    try (InputStream in = resource(name + ".png")) {
      return Image.from(ImageIO.read(in));
    }
  }

  private static InputStream resource(String name) {
    return requireNonNull(GoldenDetectorTest.class.getResourceAsStream("/golden/" + name), name);
  }
}
