package io.github.anomaly4j.internal.detector;

import io.github.anomaly4j.image.DecodeLimits;

/**
 * The permissions and limits of a load.
 *
 * @param permission the permitted backbone
 * @param largeBanks whether loading may take minutes to build the graphs of large memory banks
 * @param limits limits of the image files that the detector reads
 */
public record Loading(BackbonePermission permission, boolean largeBanks, DecodeLimits limits) {}
