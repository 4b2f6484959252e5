package io.github.anomaly4j.internal.reference;

import static java.util.Objects.requireNonNull;

import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.internal.artifact.ModelFile;
import io.github.anomaly4j.internal.artifact.Tensors;
import java.io.IOException;
import java.nio.file.Path;

/** A {@link ReferenceModel} as a {@link ModelFile}. */
public final class ReferenceFile {
  public static final String KIND = "reference inspection";
  private static final String SPREAD = "spread";

  private ReferenceFile() {}

  /** The JSON part. */
  private record Content(
      Settings settings, double threshold, int pairs, double rate, boolean stated) {}

  public static void write(ReferenceModel model, Path file) throws IOException {
    new ModelFile<>(
            new Content(
                model.settings(), model.threshold(), model.pairs(), model.rate(), model.stated()),
            Tensors.builder().floats(SPREAD, model.spread().byStrength()).build())
        .write(file, KIND);
  }

  public static ReferenceModel load(Path file) throws IOException {
    ModelFile<Content> read = ModelFile.read(file, KIND, Content.class);
    Content content = read.content();
    try {
      return new ReferenceModel(
          requireNonNull(content.settings(), "no settings"),
          new Spread(read.tensors().floats(SPREAD, Spread.BINS)),
          content.threshold(),
          content.pairs(),
          content.rate(),
          content.stated());
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new ModelFileException(
          file, "its parts do not fit each other: " + e.getMessage() + "; learn it again", e);
    }
  }
}
