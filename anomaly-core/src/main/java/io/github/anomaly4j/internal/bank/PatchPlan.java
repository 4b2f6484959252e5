package io.github.anomaly4j.internal.bank;

import io.github.anomaly4j.internal.feature.FeatureExtractor;

/**
 * What a category's memory bank is made of.
 *
 * @param patches the extractor of the patches
 * @param size how many patches it keeps at most
 * @param candidates how many patches it is chosen from at most
 * @param poses whether images are learned in other poses, too
 */
public record PatchPlan(FeatureExtractor patches, int size, int candidates, boolean poses) {}
