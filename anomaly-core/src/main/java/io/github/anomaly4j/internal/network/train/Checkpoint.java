package io.github.anomaly4j.internal.network.train;

import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.internal.artifact.ModelFile;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.network.TrainingState;
import io.github.anomaly4j.progress.EpochReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The state of a run after an epoch, from which the run continues to the same bits.
 *
 * @param run identifies configuration, seed and data; the checkpoint of another run is refused
 * @param curve the epochs so far
 * @param warnings the warnings so far
 * @param state of network and optimizer
 * @param best the tensors of the best epoch so far
 */
record Checkpoint(
    String run, List<EpochReport> curve, List<String> warnings, TrainingState state, Tensors best) {
  private static final String KIND = "training checkpoint";
  private static final String BEST = "best";
  private static final String STATE = "state";

  /** The JSON part. */
  private record Content(String run, List<EpochReport> curve, List<String> warnings, long step) {}

  Checkpoint {
    curve = List.copyOf(curve);
    warnings = List.copyOf(warnings);
  }

  void write(Path file) throws IOException {
    Tensors tensors = Tensors.builder().folder(STATE, state.arrays()).folder(BEST, best).build();
    new ModelFile<>(new Content(run, curve, warnings, state.step()), tensors).write(file, KIND);
  }

  /** Requires that the file, if it exists, is of this run. */
  static void requireRun(Path file, String run) throws IOException {
    if (Files.exists(file)) {
      own(file, run);
    }
  }

  private static ModelFile<Content> own(Path file, String run) throws IOException {
    ModelFile<Content> read = ModelFile.read(file, KIND, Content.class);
    if (!run.equals(read.content().run())) {
      throw new ModelFileException(
          file,
          "is the checkpoint of another run (other images, settings or seed);"
              + " delete it or name another file");
    }
    return read;
  }

  /**
   * The checkpoint in a file; empty if there is no file yet.
   *
   * @throws IllegalArgumentException if a part is invalid
   * @throws NullPointerException if one is missing
   */
  static Optional<Checkpoint> read(Path file, String run) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    ModelFile<Content> read = own(file, run);
    return Optional.of(
        new Checkpoint(
            run,
            read.content().curve(),
            read.content().warnings(),
            new TrainingState(read.content().step(), read.tensors().folder(STATE)),
            read.tensors().folder(BEST)));
  }
}
