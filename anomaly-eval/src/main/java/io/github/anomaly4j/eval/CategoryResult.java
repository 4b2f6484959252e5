package io.github.anomaly4j.eval;

import io.github.anomaly4j.metric.RegionFigures;

/**
 * How a detector did on the images of one category.
 *
 * @param metrics independent of the threshold
 * @param decisions at the detector's threshold
 * @param threshold the detector's for this category, on the scale of the scores; NaN if it does not
 *     know the category
 * @param f1Threshold the one that {@link Metrics#f1Max()} is reached at; NaN where that is
 *     undefined
 * @param pixelImages how many images the pixel metrics cover: normal ones and those with a mask; 0
 *     if the category has no masks
 * @param pixelNote what the pixel metrics leave out, for people to read; empty if nothing
 * @param regions how the regions compare with the masks
 * @param routingAccuracy the share of images whose category the detector found by itself; NaN if it
 *     was told
 */
public record CategoryResult(
    Metrics metrics,
    Decisions decisions,
    double threshold,
    double f1Threshold,
    int pixelImages,
    String pixelNote,
    RegionFigures regions,
    double routingAccuracy) {}
