package io.github.anomaly4j.fuzz;

import io.github.anomaly4j.augment.DamageRecipes;
import io.github.anomaly4j.config.LossConfig;
import io.github.anomaly4j.config.TrainingConfig;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.grid.Letterbox;
import io.github.anomaly4j.internal.network.train.EpochNetworks;
import io.github.anomaly4j.internal.network.train.ImageStore;
import io.github.anomaly4j.internal.network.train.Trainer;
import io.github.anomaly4j.progress.TrainingProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A training of one step of the smallest network: its checkpoint, and the network of its epoch. */
final class CheckpointSeeds {
  /** What identifies the training. */
  static final String RUN = "run";

  static final ImageStore LEARNED = store(4);
  static final ImageStore HELD_OUT = store(2);

  private CheckpointSeeds() {}

  static Stream<byte[]> all() throws IOException {
    Path folder = Files.createTempDirectory("seeds");
    Path checkpoint = folder.resolve("checkpoint");
    trainer(checkpoint, Optional.of(folder), () -> false)
        .train(LEARNED, HELD_OUT, RUN)
        .network()
        .close();
    return Stream.of(
        Files.readAllBytes(checkpoint), Files.readAllBytes(EpochNetworks.file(folder, 1)));
  }

  static Trainer trainer(Path checkpoint, Optional<Path> epochs, BooleanSupplier stop) {
    return new Trainer(
        UNetConfig.defaults().withDepth(1).withBaseWidth(2),
        LossConfig.defaults(),
        new TrainingConfig(1, 1, 2, 32, 5e-3, 2, 9, 0.2),
        (image, random) -> image,
        DamageRecipes.training(),
        DamageRecipes::validation,
        1,
        Optional.of(checkpoint),
        epochs,
        stop,
        TrainingProgress.none());
  }

  private static ImageStore store(int count) {
    Random random = new Random(count);
    ImageStore store = new ImageStore();
    for (int image = 0; image < count; image++) {
      float[] rgb = new float[3 * 32 * 32];
      for (int i = 0; i < rgb.length; i++) {
        rgb[i] = 0.5f + 0.2f * (float) Math.sin(i % 32 / 3.0 + image) + 0.1f * random.nextFloat();
      }
      store.add("a", new Letterbox(32, 32).fit(Image.of(32, 32, rgb)));
    }
    return store;
  }
}
