package io.github.anomaly4j.internal.network.train;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.internal.artifact.ModelFile;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.grid.Letterbox;
import io.github.anomaly4j.internal.network.NetworkTrial;
import io.github.anomaly4j.internal.network.UNet;
import io.github.anomaly4j.progress.EpochReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The networks of a training's epochs in a folder: {@code epoch-001.network}, {@code
 * epoch-002.network} and so on. Each file can be read alone.
 */
public final class EpochNetworks {
  private static final String KIND = "network";
  private static final Pattern NAME = Pattern.compile("epoch-(\\d{3,5})\\.network");

  private EpochNetworks() {}

  /** The JSON part. */
  private record Content(String run, Letterbox frame, UNetConfig network, EpochReport report) {}

  /**
   * The network after an epoch.
   *
   * @param run identifies the training; different for other images, settings or seeds
   * @param number of the epoch, counted from 1
   * @param frame that images are fitted into
   * @param report of the epoch
   * @param network the network after the epoch
   */
  public record Epoch(String run, int number, Letterbox frame, EpochReport report, UNet network)
      implements AutoCloseable {

    /** Closes the network. */
    @Override
    public void close() {
      network.close();
    }
  }

  /**
   * The files of a folder that have names of epochs, by number; other files are ignored. Opens
   * none.
   *
   * @throws IOException if there is no such folder or it cannot be read
   */
  public static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> name(file).matches())
          .sorted(Comparator.comparingInt(EpochNetworks::number))
          .toList();
    }
  }

  /** The file of an epoch's network in a folder; epochs are counted from 1. */
  public static Path file(Path folder, int epoch) {
    return folder.resolve(String.format(Locale.ROOT, "epoch-%03d.network", epoch));
  }

  /**
   * Reads an epoch's network.
   *
   * @return the epoch, to be closed
   * @throws ModelFileException if the file is damaged or holds something else
   * @throws IOException if it cannot be read
   */
  public static Epoch read(Path file) throws IOException {
    ModelFile<Content> read = ModelFile.read(file, KIND, Content.class);
    try {
      EpochReport report = requireNonNull(read.content().report(), "no report");
      UNetConfig config = requireNonNull(read.content().network(), "no configuration");
      Letterbox frame = requireNonNull(read.content().frame(), "no frame");
      checkArgument(
          frame.width() % config.sizeMultiple() == 0 && frame.height() % config.sizeMultiple() == 0,
          "a frame of %s x %s for a network of depth %s",
          frame.width(),
          frame.height(),
          config.depth());
      checkArgument(report.epoch() >= 1, "epoch %s", report.epoch());
      String run = requireNonNull(read.content().run(), "no run");
      return new Epoch(run, report.epoch(), frame, report, network(config, read.tensors()));
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new ModelFileException(
          file, "its parts do not fit each other: " + e.getMessage() + "; train again", e);
    }
  }

  private static UNet network(UNetConfig config, Tensors tensors) {
    UNet network = UNet.of(config, tensors);
    try {
      NetworkTrial.check(network);
      return network;
    } catch (RuntimeException | Error e) {
      network.close();
      throw e;
    }
  }

  static void write(Path folder, String run, Letterbox frame, EpochReport report, UNet network)
      throws IOException {
    new ModelFile<>(new Content(run, frame, network.config(), report), network.tensors())
        .write(file(folder, report.epoch()), KIND);
  }

  /** Requires that the folder, if it exists, holds no epochs of another run. */
  static void requireRun(Path folder, String run) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder.toString());
    }
    for (Path file : list(folder)) {
      if (!run.equals(ModelFile.read(file, KIND, Content.class).content().run())) {
        throw new ModelFileException(
            file,
            "is an epoch of another run (other images, settings or seed);"
                + " delete it or name another folder");
      }
    }
  }

  private static Matcher name(Path file) {
    return NAME.matcher(file.getFileName().toString());
  }

  private static int number(Path file) {
    Matcher name = name(file);
    checkArgument(name.matches(), "%s is not named as an epoch", file);
    return Integer.parseInt(name.group(1));
  }
}
