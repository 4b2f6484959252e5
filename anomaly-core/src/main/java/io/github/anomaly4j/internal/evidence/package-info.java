/**
 * The kinds of evidence that images are scored by. An {@link
 * io.github.anomaly4j.internal.evidence.EvidenceKind} is learned by an {@link
 * io.github.anomaly4j.internal.evidence.EvidenceLearner} and becomes an {@link
 * io.github.anomaly4j.internal.evidence.EvidenceModel} of each category.
 */
package io.github.anomaly4j.internal.evidence;
