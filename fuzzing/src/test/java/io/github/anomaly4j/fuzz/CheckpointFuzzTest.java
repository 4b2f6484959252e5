package io.github.anomaly4j.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.internal.network.train.EpochNetworks;
import io.github.anomaly4j.progress.TrainingException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Checkpoints of a training, and the networks of its epochs, with right checksums. */
class CheckpointFuzzTest {
  private static final Hostile HOSTILE =
      new Hostile("altered", 256, List.of(ModelFileException.class));

  @FuzzTest
  void a_checkpoint_is_continued_or_refused(byte[] bytes) throws Exception {
    Path checkpoint = Scratch.write("altered", Resealed.of(bytes));
    HOSTILE.expect(
        () -> {
          try {
            CheckpointSeeds.trainer(checkpoint, Optional.empty(), () -> true)
                .train(CheckpointSeeds.LEARNED, CheckpointSeeds.HELD_OUT, CheckpointSeeds.RUN)
                .network()
                .close();
          } catch (TrainingException e) {
            // A whole checkpoint of no epoch leaves nothing to keep.
          }
        });
    HOSTILE.expect(() -> EpochNetworks.read(checkpoint).close());
  }
}
