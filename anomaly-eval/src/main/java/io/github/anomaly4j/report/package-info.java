/**
 * Writes an evaluation for people and programs: {@link
 * io.github.anomaly4j.report.EvaluationReport}.
 */
package io.github.anomaly4j.report;
