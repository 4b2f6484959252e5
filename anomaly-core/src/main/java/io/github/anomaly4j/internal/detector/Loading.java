package io.github.anomaly4j.internal.detector;

import io.github.anomaly4j.image.DecodeLimits;

/**
 * What the caller of a load allows.
 *
 * @param leave which backbone may be run
 * @param largeLibraries whether it may take minutes to make large libraries searchable
 * @param limits how large the image files may be that the detector reads
 */
public record Loading(BackbonePermission leave, boolean largeLibraries, DecodeLimits limits) {}
