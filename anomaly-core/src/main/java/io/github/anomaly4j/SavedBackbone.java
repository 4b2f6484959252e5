package io.github.anomaly4j;

import io.github.anomaly4j.artifact.ModelFileException;
import io.github.anomaly4j.library.Backbone;
import io.github.anomaly4j.library.BackboneFile;
import io.github.anomaly4j.library.BackboneProvider;
import io.github.anomaly4j.library.BackboneSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;

/** Opens the backbone that a saved detector needs. */
final class SavedBackbone {
  private SavedBackbone() {}

  /**
   * Opens it, if the detector needs one.
   *
   * @param detector the detector's file
   * @param saved what it says of its backbone; {@code null} if it needs none
   * @param packed the model as the detector's file holds it; {@code null} if it does not
   * @param given what the caller wants opened instead
   */
  static Optional<SharedBackbone> open(
      Path detector, BackboneFile saved, float[] packed, Optional<BackboneSource> given)
      throws IOException {
    if (saved == null) {
      if (given.isPresent()) {
        throw new ModelFileException(
            detector, "needs no backbone, but one was given; load it without");
      }
      return Optional.empty();
    }
    Optional<byte[]> embedded = Optional.ofNullable(packed).map(PackedBytes::unpack);
    BackboneSource source =
        given.isPresent() ? given.get() : provider(detector, saved).source(saved, embedded);
    Backbone open = open(detector, source);
    try {
      check(detector, saved, open.file());
    } catch (IOException | RuntimeException e) {
      open.close();
      throw e;
    }
    return Optional.of(SharedBackbone.of(open));
  }

  private static Backbone open(Path detector, BackboneSource source) throws IOException {
    try {
      return source.open();
    } catch (IllegalArgumentException e) {
      throw new ModelFileException(
          detector, "needs a backbone that cannot be opened: " + e.getMessage(), e);
    }
  }

  private static BackboneProvider provider(Path detector, BackboneFile saved)
      throws ModelFileException {
    // By the loader of this library: that of the thread may know nothing of either.
    return ServiceLoader.load(BackboneProvider.class, SavedBackbone.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.kind().equals(saved.kind()))
        .findFirst()
        .orElseThrow(
            () ->
                new ModelFileException(
                    detector,
                    "needs a backbone of kind \"%s\"; put anomaly-%s on the class path"
                        .formatted(saved.kind(), saved.kind())));
  }

  private static void check(Path detector, BackboneFile saved, BackboneFile found)
      throws ModelFileException {
    if (!saved.sha256().equals(found.sha256())) {
      throw new ModelFileException(
          detector,
          "was trained with the backbone %s of SHA-256 %s; found %s of SHA-256 %s: give the same file"
              .formatted(saved.path(), saved.sha256(), found.path(), found.sha256()));
    }
    if (!saved.kind().equals(found.kind()) || !saved.settings().equals(found.settings())) {
      throw new ModelFileException(
          detector,
          "was trained with a backbone opened by %s; found %s: open it in the same way"
              .formatted(saved.settings(), found.settings()));
    }
  }
}
