package io.github.anomaly4j.internal.detector;

import io.github.anomaly4j.spi.BackboneSource;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which backbone of a saved detector the caller permits.
 *
 * @param trusted whether any backbone of the detector's file is permitted
 * @param sha256 the only one that may be run
 * @param folder a folder in which a backbone that the file names is looked for and permitted
 * @param given a backbone of the caller that is opened instead
 */
public record BackbonePermission(
    boolean trusted,
    Optional<String> sha256,
    Optional<Path> folder,
    Optional<BackboneSource> given) {}
