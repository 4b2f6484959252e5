package io.github.anomaly4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.image.Image;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadedModelsTest {
  private static final Image DISC = DrawnParts.draw(DrawnParts.DISC, 1, false);

  @TempDir private static Path folder;

  @Test
  void of_those_that_no_task_uses_the_ones_used_last_are_kept() throws Exception {
    Model any = new Model(DrawnParts.model(folder).toString(), "", "", false, Map.of());
    String sha256 = any.checked().sha256();
    List<Model> models = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      // The same file, loaded in several ways.
      models.add(new Model(any.uri(), sha256, Integer.toString(i).repeat(64), false, Map.of()));
    }
    List<Object> tasks = models.stream().map(model -> new Object()).toList();
    try {
      List<AnomalyDetector> held = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        held.add(LoadedModels.hold(models.get(i), tasks.get(i)));
      }
      assertThat(LoadedModels.hold(models.get(1), tasks.get(0))).isSameAs(held.get(1));
      assertThat(LoadedModels.count()).as("all are in use").isEqualTo(6);

      LoadedModels.release(models.get(1), tasks.get(1));
      assertThat(held.get(1).detect(DISC)).as("another task uses it").isNotNull();
      LoadedModels.release(models.get(1), tasks.get(0));
      assertClosed(held.get(1));
      LoadedModels.release(models.get(0), tasks.get(0));
      assertClosed(held.get(0));

      LoadedModels.release(models.get(3), tasks.get(3));
      LoadedModels.release(models.get(2), tasks.get(2));
      assertThat(LoadedModels.count()).isEqualTo(4);
      LoadedModels.hold(models.get(6), tasks.get(6));
      assertClosed(held.get(3));
      assertThat(LoadedModels.hold(models.get(2), tasks.get(2))).isSameAs(held.get(2));
      assertThat(held.get(2).detect(DISC)).isNotNull();
    } finally {
      for (Model model : models) {
        tasks.forEach(task -> LoadedModels.release(model, task));
      }
    }
    assertThat(LoadedModels.count()).isEqualTo(4);
  }

  private static void assertClosed(AnomalyDetector detector) {
    assertThatThrownBy(() -> detector.detect(DISC)).hasMessageContaining("closed");
  }
}
