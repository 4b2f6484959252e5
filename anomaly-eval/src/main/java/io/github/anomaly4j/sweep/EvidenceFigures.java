package io.github.anomaly4j.sweep;

/**
 * What the scores of one kind of evidence are worth at one epoch. They are raw, and on a scale of
 * their own in each category: so every figure is one of a category first, and then the mean of
 * those.
 *
 * @param meanScore the mean over categories of the mean score
 * @param auroc the mean over labeled categories of the image AUROC; NaN if there are none
 * @param separated in how many of them every defective image scores above every normal one
 * @param labeled how many categories have both normal and defective images among those scored
 */
public record EvidenceFigures(double meanScore, double auroc, int separated, int labeled) {}
