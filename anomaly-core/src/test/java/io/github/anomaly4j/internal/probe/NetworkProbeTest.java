package io.github.anomaly4j.internal.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.DrawnParts;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.network.train.EpochNetworks;
import io.github.anomaly4j.progress.EpochReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkProbeTest {
  @TempDir private static Path folder;
  private static ImageSet parts;
  private static List<EpochReport> curve;
  private static Path last;

  @BeforeAll
  static void train() throws IOException {
    parts = DrawnParts.write(folder.resolve("parts"), 12);
    curve = DrawnParts.builder().epochs(2).trainNetwork(parts, folder.resolve("epochs"));
    last = EpochNetworks.list(folder.resolve("epochs")).get(1);
  }

  @Test
  void the_network_of_every_epoch_is_kept_and_nothing_else() throws IOException {
    assertThat(curve).hasSize(2);
    assertThat(EpochNetworks.list(folder.resolve("epochs"))).hasSize(2);
    try (NetworkProbe probe = NetworkProbe.load(last)) {
      assertThat(probe.report()).isEqualTo(curve.get(1));
      assertThat(probe.evidence())
          .containsExactlyInAnyOrder(
              Evidence.RECONSTRUCTION, Evidence.GRADIENT, Evidence.FEATURES, Evidence.MASK);
    }
  }

  @Test
  void normal_images_add_the_evidence_that_compares_with_them() throws IOException {
    try (NetworkProbe probe = NetworkProbe.load(last, parts)) {
      Image seen = Image.read(parts.category(DrawnParts.DISC).entries().get(0).file());
      Image damaged = DrawnParts.damaged(seen, 20, 24);
      Map<Evidence, Double> normal = probe.score(seen, DrawnParts.DISC);
      assertThat(normal.keySet()).isEqualTo(probe.evidence());
      for (Evidence kind : List.of(Evidence.BOTTLENECK, Evidence.PATCH, Evidence.GRADIENT)) {
        assertThat(probe.score(damaged, DrawnParts.DISC).get(kind))
            .as(kind.key())
            .isGreaterThan(normal.get(kind));
      }
      assertThat(normal.get(Evidence.BOTTLENECK))
          .as("an image of the bank is at the smallest distance that counts")
          .isLessThan(-20);
      assertThatThrownBy(() -> probe.score(seen, "nut"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("nut")
          .hasMessageContaining(DrawnParts.DISC);
    }
  }

  @Test
  void what_the_network_sees_can_be_looked_at() throws IOException {
    try (NetworkProbe probe = NetworkProbe.load(last)) {
      Image wide = DrawnParts.draw(DrawnParts.SHEET, 1).resize(64, 32);
      Image restored = probe.restore(wide);
      assertThat(restored.width()).isEqualTo(2 * restored.height());
      assertThat(probe.levels()).containsExactly("enc0", "enc1", "enc2");
      assertThat(probe.features(wide, "enc2"))
          .hasSize(DrawnParts.network().width(2))
          .containsExactly(probe.features(wide, "enc2"));
      assertThatThrownBy(() -> probe.features(wide, "dec0"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("enc0");
    }
  }

  @Test
  void a_network_without_a_mask_is_kept_and_read_too() throws IOException {
    Path epochs = folder.resolve("plain");
    List<EpochReport> reports =
        DrawnParts.builder()
            .network(DrawnParts.network().withMaskOutput(false))
            .epochs(1)
            .trainNetwork(parts, epochs);
    try (NetworkProbe probe = NetworkProbe.load(epochs.resolve("epoch-001.network"))) {
      assertThat(probe.report()).isEqualTo(reports.get(0));
      assertThat(probe.report().validationAuroc().easy()).isNaN();
      assertThat(probe.evidence()).doesNotContain(Evidence.MASK);
    }
  }

  @Test
  void what_is_no_epoch_is_refused() throws IOException {
    Path text = Files.writeString(folder.resolve("epoch-001.network"), "hello");
    assertThatThrownBy(() -> NetworkProbe.load(text))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("epoch-001.network");
  }
}
