package io.github.anomaly4j.internal.network.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.augment.DamageRecipes;
import io.github.anomaly4j.config.LossConfig;
import io.github.anomaly4j.config.TrainingConfig;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.internal.artifact.ModelFile;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.progress.TrainingProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EpochNetworksTest {
  private static final BooleanSupplier NEVER = () -> false;

  @TempDir private Path folder;
  private Path epochs;
  private Path checkpoint;

  @BeforeEach
  void name() {
    epochs = folder.resolve("epochs");
    checkpoint = folder.resolve("checkpoint");
  }

  @Test
  void every_epochs_network_is_kept_with_its_report() throws IOException {
    TrainedNetwork trained = train("run", NEVER);
    List<Path> files = EpochNetworks.list(epochs);
    assertThat(files)
        .extracting(file -> file.getFileName().toString())
        .containsExactly("epoch-001.network", "epoch-002.network", "epoch-003.network");
    for (int i = 0; i < 3; i++) {
      try (EpochNetworks.Epoch epoch = EpochNetworks.read(files.get(i))) {
        assertThat(epoch.number()).isEqualTo(i + 1);
        assertThat(epoch.report()).isEqualTo(trained.curve().get(i));
        assertThat(epoch.network().config()).isEqualTo(trained.network().config());
      }
    }
    int best = trained.curve().stream().mapToInt(e -> e.best() ? e.epoch() : 0).max().orElse(0);
    try (EpochNetworks.Epoch epoch = EpochNetworks.read(files.get(best - 1))) {
      assertThat(epoch.network().tensors()).isEqualTo(trained.network().tensors());
    }
    trained.network().close();
  }

  @Test
  void a_run_that_goes_on_keeps_what_is_there() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    train("run", () -> asked.incrementAndGet() > 4).network().close();
    Path first = epochs.resolve("epoch-001.network");
    assertThat(EpochNetworks.list(epochs)).containsExactly(first);
    FileTime before = FileTime.fromMillis(1000);
    Files.setLastModifiedTime(first, before);
    train("run", NEVER).network().close();
    assertThat(EpochNetworks.list(epochs)).hasSize(3);
    assertThat(Files.getLastModifiedTime(first)).isEqualTo(before);
  }

  @Test
  void a_folder_of_another_run_is_refused_and_kept() throws IOException {
    train("run", NEVER).network().close();
    byte[] before = Files.readAllBytes(epochs.resolve("epoch-001.network"));
    Files.delete(checkpoint);
    assertThatThrownBy(() -> train("other", NEVER))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("epoch-001.network")
        .hasMessageContaining("another run");
    assertThat(epochs.resolve("epoch-001.network")).hasBinaryContent(before);
    assertThat(checkpoint).doesNotExist();
  }

  @Test
  void other_files_are_passed_over_and_numbers_count() throws IOException {
    Files.createDirectories(epochs);
    for (String name : List.of("epoch-1000.network", "epoch-999.network", "notes.txt", ".x.part")) {
      Files.createFile(epochs.resolve(name));
    }
    assertThat(EpochNetworks.list(epochs))
        .containsExactly(epochs.resolve("epoch-999.network"), epochs.resolve("epoch-1000.network"));
  }

  @Test
  void what_makes_no_network_is_refused() throws IOException {
    Path file = folder.resolve("epoch-001.network");
    new ModelFile<>(Map.of("run", "run"), Tensors.none()).write(file, "network");
    assertThatThrownBy(() -> EpochNetworks.read(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("no report");
    new ModelFile<>(Map.of(), Tensors.none()).write(file, "detector");
    assertThatThrownBy(() -> EpochNetworks.read(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("expected a network");
  }

  private TrainedNetwork train(String run, BooleanSupplier stop) throws IOException {
    return new Trainer(
            UNetConfig.defaults().withDepth(2).withBaseWidth(4),
            LossConfig.defaults(),
            new TrainingConfig(3, 4, 4, 32, 5e-3, 2, 9, 0.2),
            (image, random) -> image,
            DamageRecipes.training(),
            DamageRecipes::validation,
            1,
            Optional.of(checkpoint),
            Optional.of(epochs),
            stop,
            TrainingProgress.none())
        .train(Waves.store(6, 1), Waves.store(3, 2), run);
  }
}
