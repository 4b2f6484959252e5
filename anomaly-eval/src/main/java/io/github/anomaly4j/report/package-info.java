/**
 * Writes results for people and programs: an evaluation ({@link
 * io.github.anomaly4j.report.EvaluationReport}), or the scores of unlabelled pictures ({@link
 * io.github.anomaly4j.report.Submission}).
 */
package io.github.anomaly4j.report;
