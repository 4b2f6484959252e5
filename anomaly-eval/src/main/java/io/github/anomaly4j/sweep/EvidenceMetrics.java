package io.github.anomaly4j.sweep;

/**
 * How well the raw scores of one kind of evidence separate defective from normal images at one
 * epoch. Raw scores of two categories are on different scales, so every figure is computed for each
 * category first and then averaged.
 *
 * @param meanScore the mean over categories of the mean score
 * @param auroc the mean over labeled categories of the image AUROC; NaN if there are none
 * @param separated in how many of them every defective image scores above every normal one
 * @param labeled how many categories have both normal and defective images among those scored
 */
public record EvidenceMetrics(double meanScore, double auroc, int separated, int labeled) {}
