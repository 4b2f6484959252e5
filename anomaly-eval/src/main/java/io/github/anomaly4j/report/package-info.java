/**
 * Writes results for people and programs: an evaluation ({@link
 * io.github.anomaly4j.report.EvaluationReport}), the scores of unlabeled images ({@link
 * io.github.anomaly4j.report.Submission}), every epoch of a training side by side ({@link
 * io.github.anomaly4j.report.SweepReport}), or several experiments ({@link
 * io.github.anomaly4j.report.ExperimentReport}).
 */
@NullMarked
package io.github.anomaly4j.report;

import org.jspecify.annotations.NullMarked;
