package io.github.anomaly4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.DriftMonitor.Drift;
import io.github.anomaly4j.DriftMonitor.Measure;
import io.github.anomaly4j.image.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriftMonitorTest {
  @TempDir private static Path folder;
  private static AnomalyDetector detector;

  @BeforeAll
  static void train() throws IOException {
    detector = DrawnParts.builder().train(DrawnParts.write(folder, 20));
  }

  @AfterAll
  static void close() {
    detector.close();
  }

  @Test
  void less_light_is_told_once_before_and_after_saving_and_unchanged_images_are_quiet()
      throws IOException {
    Path file = folder.resolve("drift.json");
    DriftMonitor monitor = DriftMonitor.of(detector, 0.05);
    assertThat(feed(monitor, 160, 1)).isEmpty();
    monitor.save(file);
    monitor = DriftMonitor.load(file, detector);
    assertThat(monitor.images()).isEqualTo(160);
    assertThat(monitor.falseAlarmRate()).isEqualTo(0.05);
    List<Drift> told = feed(monitor, 80, 0.9f);
    assertThat(told).isNotEmpty();
    Drift first = told.get(0);
    assertThat(first.measure()).isEqualTo(Measure.BRIGHTNESS);
    assertThat(first.lower()).isTrue();
    assertThat(first.image()).isBetween(161L, 230L);
    assertThat(first.message()).contains("brightness is lower", "%", "light");
    monitor.save(file);
    DriftMonitor again = DriftMonitor.load(file, detector);
    assertThat(again.alarms()).isEqualTo(monitor.alarms()).containsAll(told);
    assertThat(again.history().stream().mapToLong(DriftMonitor.Block::images).sum()).isEqualTo(240);
    assertThat(feed(again, 20, 0.9f)).noneMatch(drift -> drift.measure() == Measure.BRIGHTNESS);
  }

  @Test
  void plain_values_are_taken_like_detections_and_unknown_products_are_left_out() {
    DriftMonitor whole = DriftMonitor.of(detector, 0.05);
    DriftMonitor plain = DriftMonitor.of(detector, 0.05);
    for (int i = 0; i < 10; i++) {
      Detection found = detector.detect(DrawnParts.draw(DrawnParts.DISC, 900 + i));
      whole.add(found);
      plain.add(found.summary());
    }
    assertThat(plain.history()).isEqualTo(whole.history());
    Detection foreign = detector.detect(Image.filled(64, 64, 1, 0, 1));
    long before = whole.images();
    whole.add(foreign);
    assertThat(whole.images()).isEqualTo(before + (foreign.recognized() ? 1 : 0));
  }

  @Test
  void states_that_do_not_fit_are_refused_and_rates_that_cannot_be() throws IOException {
    Path file = folder.resolve("bad.json");
    DriftMonitor seen = DriftMonitor.of(detector, 0.05);
    feed(seen, 12, 1);
    seen.save(file);
    String good = Files.readString(file);
    for (String bad :
        List.of(
            "",
            "null",
            "{}",
            good.substring(0, good.length() / 2),
            good.replaceFirst("\"fingerprint\":\"....", "\"fingerprint\":\"0000"),
            good.replace("\"falseAlarmRate\":0.05", "\"falseAlarmRate\":5"),
            good.replace("\"epoch\":1", "\"epoch\":-1"),
            good.replace("\"images\":12,", ""),
            good.replace("\"images\":12,", "\"images\":9000000000000000000,"),
            good.replace("\"inEpoch\":12", "\"inEpoch\":null"),
            good.replaceFirst("\"recent\":\\[", "\"recent\":[null,"),
            good.replaceFirst("\"alarms\":\\[", "\"alarms\":[null"),
            good.replaceFirst(
                "\"alarms\":\\[",
                "\"alarms\":[{\"product\":null,\"look\":null,\"lower\":true,\"image\":1,\"change\":0}"),
            good.replaceFirst("\"history\":\\[", "\"history\":[null,"),
            good.replaceFirst("\"spreads\":\\{[^}]*\\}", "\"spreads\":null"),
            good.replaceFirst("\"playing\":\\[", "\"playing\":[null,"),
            good.replaceFirst("\"wagers\":\\{", "\"wagers\":{\"a\":null,"),
            good.replaceFirst("\"since\":\\{", "\"since\":{\"a\":null,"),
            good + good,
            // Begins as UTF-32 does.
            "\0\0\0{ice")) {
      assertThat(bad).isNotEqualTo(good);
      Files.writeString(file, bad);
      assertThatThrownBy(() -> DriftMonitor.load(file, detector))
          .as(bad)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString())
          .message()
          .doesNotContain("DeserializationFeature", "FAIL_ON", "java");
    }
    assertThatThrownBy(() -> DriftMonitor.of(detector, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(0, 1)");
  }

  private static List<Drift> feed(DriftMonitor monitor, int images, float light) {
    List<Drift> told = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      String category = i % 2 == 0 ? DrawnParts.DISC : DrawnParts.SHEET;
      Image image = DrawnParts.draw(category, 2000 + i + Math.round(1000 * light));
      told.addAll(monitor.add(detector.forCategory(category).detect(lit(image, light))));
    }
    return told;
  }

  private static Image lit(Image image, float light) {
    float[] rgb = image.toArray();
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] *= light;
    }
    return Image.of(image.width(), image.height(), rgb);
  }
}
