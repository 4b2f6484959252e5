package io.github.anomaly4j.internal.detector;

import io.github.anomaly4j.image.DecodeLimits;

/**
 * What the caller of a load allows.
 *
 * @param permission which backbone may be run
 * @param largeBanks whether it may take minutes to make large memory banks searchable
 * @param limits how large the image files may be that the detector reads
 */
public record Loading(BackbonePermission permission, boolean largeBanks, DecodeLimits limits) {}
