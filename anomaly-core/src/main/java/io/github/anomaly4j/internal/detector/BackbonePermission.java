package io.github.anomaly4j.internal.detector;

import io.github.anomaly4j.spi.BackboneSource;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which backbone the caller lets a saved detector run.
 *
 * @param trusted whatever the detector's file brings
 * @param sha256 the only one that may be run
 * @param folder where one that the file names is looked for, and may be run
 * @param given what the caller wants opened in its place
 */
public record BackbonePermission(
    boolean trusted,
    Optional<String> sha256,
    Optional<Path> folder,
    Optional<BackboneSource> given) {}
