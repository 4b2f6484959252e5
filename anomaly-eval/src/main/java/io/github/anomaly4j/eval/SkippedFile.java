package io.github.anomaly4j.eval;

import java.nio.file.Path;

/**
 * An image or a mask that could not be read and that the caller asked to skip.
 *
 * @param file the file
 * @param reason what was wrong with it
 */
public record SkippedFile(Path file, String reason) {}
