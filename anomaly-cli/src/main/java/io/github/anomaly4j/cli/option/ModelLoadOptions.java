package io.github.anomaly4j.cli.option;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.DetectorLoader;
import io.github.anomaly4j.image.DecodeLimits;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options for loading a model: whether its backbone may run, and whether it may be large. */
public final class ModelLoadOptions {
  @Option(
      names = "--trust-backbone",
      description =
          "Run the backbone that the model holds, or whose file is in the model's folder. A"
              + " backbone is a program: only for models whose author you trust.")
  private boolean trusted;

  @Option(
      names = "--backbone-sha256",
      paramLabel = "HEX",
      description = "Run the model's backbone if it has this SHA-256, and no other.")
  private String sha256;

  @Option(
      names = "--backbone-folder",
      paramLabel = "DIR",
      description =
          "Look here for a backbone that the model names (--backbone-as-reference), and run it.")
  private Path folder;

  @Option(
      names = "--large-memory-banks",
      description =
          "Load memory banks of more than 200,000 patches too, which takes minutes for each.")
  private boolean largeLibraries;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  /** Loads a model, which reads images within limits. */
  public AnomalyDetector load(Path model, DecodeLimits limits) throws IOException {
    DetectorLoader loader = AnomalyDetector.loader().decodeLimits(limits);
    loader = trusted ? loader.trustBackbone() : loader;
    loader = largeLibraries ? loader.largeMemoryBanks() : loader;
    loader = folder == null ? loader : loader.backboneFolder(folder);
    try {
      loader = sha256 == null ? loader : loader.backboneSha256(sha256);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--backbone-sha256: " + e.getMessage(), e);
    }
    return loader.load(model);
  }
}
