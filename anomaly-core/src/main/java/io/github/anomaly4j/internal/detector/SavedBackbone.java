package io.github.anomaly4j.internal.detector;

import com.google.common.hash.Hashing;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.internal.grid.Letterbox;
import io.github.anomaly4j.internal.network.trunk.TrunkBackbone;
import io.github.anomaly4j.spi.Backbone;
import io.github.anomaly4j.spi.BackboneFile;
import io.github.anomaly4j.spi.BackboneProvider;
import io.github.anomaly4j.spi.BackboneSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Opens the backbone that a saved detector needs, if the caller lets it. Which one that is, is
 * compared before anything is opened, and what it says of files elsewhere is nothing.
 */
final class SavedBackbone {
  private SavedBackbone() {}

  /**
   * Opens it, if the detector needs one.
   *
   * @param detector where the detector comes from
   * @param saved what it says of its backbone; {@code null} if it needs none
   * @param embedded the model as the detector's file holds it; {@code null} if it does not
   * @param leave what the caller allows
   * @param frame of the detector
   */
  static Optional<SharedBackbone> open(
      ModelSource detector,
      BackboneFile saved,
      byte[] embedded,
      BackbonePermission leave,
      Letterbox frame)
      throws IOException {
    if (saved == null) {
      if (leave.given().isPresent()) {
        throw new ModelFileException(
            detector.name(), "needs no backbone, but one was given; load it without");
      }
      return Optional.empty();
    }
    Backbone open =
        leave.given().isPresent()
            ? given(detector, leave.given().get())
            : own(detector, saved, embedded, leave, frame);
    try {
      check(detector, saved, open.file());
    } catch (IOException | RuntimeException e) {
      open.close();
      throw e;
    }
    return Optional.of(SharedBackbone.of(open));
  }

  private static Backbone given(ModelSource detector, BackboneSource source) throws IOException {
    try {
      return source.open();
    } catch (IllegalArgumentException e) {
      throw unusable(detector, e);
    }
  }

  /** The one that the detector's file holds or names. */
  private static Backbone own(
      ModelSource detector,
      BackboneFile saved,
      byte[] embedded,
      BackbonePermission leave,
      Letterbox frame)
      throws IOException {
    if (isTrunk(saved)) {
      checkSha256(detector, saved, leave);
      if (embedded == null) {
        throw new ModelFileException(
            detector.name(), "is damaged: the weights of its trunk are missing; train it again");
      }
      return TrunkBackbone.of(saved, checked(detector, saved, embedded), frame);
    }
    checkLeave(detector, saved, embedded != null, leave);
    BackboneProvider provider = provider(detector, saved);
    byte[] model =
        embedded == null
            ? named(detector, saved, folder(detector, saved, leave))
            : checked(detector, saved, embedded);
    try {
      return provider.source(saved, model, embedded != null).open();
    } catch (IllegalArgumentException | IOException e) {
      throw unusable(detector, e);
    }
  }

  private static void checkLeave(
      ModelSource detector, BackboneFile saved, boolean embedded, BackbonePermission leave)
      throws ModelFileException {
    checkSha256(detector, saved, leave);
    if (leave.sha256().isEmpty() && !leave.trusted() && (embedded || leave.folder().isEmpty())) {
      throw new ModelFileException(
          detector.name(),
          ("%s the backbone %s (%s, SHA-256 %s), and a backbone is a program, which is not run"
                  + " without your leave. If you know who made this file, load it by"
                  + " AnomalyDetector.loader().trustBackbone(), on the command line"
                  + " --trust-backbone, or name the backbone's SHA-256: backboneSha256(...),"
                  + " --backbone-sha256")
              .formatted(embedded ? "holds" : "names", saved.name(), saved.kind(), saved.sha256()));
    }
  }

  /** The library's own, whose weights are data. */
  private static boolean isTrunk(BackboneFile saved) {
    return saved.kind().equals(TrunkBackbone.KIND);
  }

  private static void checkSha256(
      ModelSource detector, BackboneFile saved, BackbonePermission leave)
      throws ModelFileException {
    if (leave.sha256().isPresent() && !leave.sha256().get().equals(saved.sha256())) {
      throw new ModelFileException(
          detector.name(),
          "was trained with the backbone %s of SHA-256 %s; only that of %s may be run"
              .formatted(saved.name(), saved.sha256(), leave.sha256().get()));
    }
  }

  private static byte[] checked(ModelSource detector, BackboneFile saved, byte[] model)
      throws ModelFileException {
    if (!isSame(saved, model)) {
      throw new ModelFileException(
          detector.name(),
          "is damaged or was altered: the backbone in it is not the %s of SHA-256 %s that it says"
                  .formatted(saved.name(), saved.sha256())
              + " it was trained with; copy it or train again");
    }
    return model;
  }

  /** Found by its name in one folder alone; every reason not to take it has the same words. */
  private static byte[] named(ModelSource detector, BackboneFile saved, Path folder)
      throws ModelFileException {
    IOException cause = null;
    try {
      Path place = folder.resolve(saved.name());
      if (isNameAlone(saved.name())
          && Files.isRegularFile(place)
          && Files.size(place) == saved.length()) {
        byte[] model = readAtMost(place, saved.length());
        if (isSame(saved, model)) {
          return model;
        }
      }
    } catch (InvalidPathException e) {
      // No file of this system has such a name.
    } catch (IOException e) {
      cause = e;
    }
    throw new ModelFileException(
        detector.name(),
        ("needs the backbone %s (%d bytes, SHA-256 %s), and there is no such file in %s: put it"
                + " there, or say where it is by AnomalyDetector.loader().backboneFolder(...) or"
                + " backbone(...), on the command line --backbone-folder")
            .formatted(saved.name(), saved.length(), saved.sha256(), folder),
        cause);
  }

  /** Separators and drives are the system's. */
  private static boolean isNameAlone(String name) {
    Path path = Path.of(name);
    return !path.isAbsolute()
        && path.getNameCount() == 1
        && path.getFileName().toString().equals(name)
        && path.equals(path.normalize());
  }

  private static byte[] readAtMost(Path file, long length) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes((int) length);
    }
  }

  private static boolean isSame(BackboneFile saved, byte[] model) {
    return model.length == saved.length()
        && Hashing.sha256().hashBytes(model).toString().equals(saved.sha256());
  }

  private static Path folder(ModelSource detector, BackboneFile saved, BackbonePermission leave)
      throws ModelFileException {
    Optional<Path> folder = leave.folder().or(detector::folder);
    return folder.orElseThrow(
        () ->
            new ModelFileException(
                detector.name(),
                ("needs the backbone %s (%d bytes, SHA-256 %s), and came from a stream, which lies"
                        + " in no folder: say where the backbone is by"
                        + " AnomalyDetector.loader().backboneFolder(...) or backbone(...), or train"
                        + " with one that is embedded")
                    .formatted(saved.name(), saved.length(), saved.sha256())));
  }

  private static ModelFileException unusable(ModelSource detector, Exception cause) {
    return new ModelFileException(
        detector.name(), "needs a backbone that cannot be opened: " + cause.getMessage(), cause);
  }

  private static BackboneProvider provider(ModelSource detector, BackboneFile saved)
      throws ModelFileException {
    // By the loader of this library: that of the thread may know nothing of either.
    return ServiceLoader.load(BackboneProvider.class, SavedBackbone.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.kind().equals(saved.kind()))
        .findFirst()
        .orElseThrow(
            () ->
                new ModelFileException(
                    detector.name(),
                    "needs a backbone of kind \"%s\"; put anomaly-%s on the class path"
                        .formatted(saved.kind(), saved.kind())));
  }

  private static void check(ModelSource detector, BackboneFile saved, BackboneFile found)
      throws ModelFileException {
    if (isTrunk(saved) && !found.kind().equals(TrunkBackbone.KIND)) {
      throw new ModelFileException(
          detector.name(),
          "was trained with the trunk of this library, which it holds; load it without a backbone");
    }
    if (!saved.sha256().equals(found.sha256())) {
      throw new ModelFileException(
          detector.name(),
          "was trained with the backbone %s of SHA-256 %s; found %s of SHA-256 %s: give the same file"
              .formatted(saved.name(), saved.sha256(), found.name(), found.sha256()));
    }
    if (!saved.kind().equals(found.kind()) || !saved.settings().equals(found.settings())) {
      throw new ModelFileException(
          detector.name(),
          "was trained with a backbone opened by %s; found %s: open it in the same way"
              .formatted(saved.settings(), found.settings()));
    }
  }
}
