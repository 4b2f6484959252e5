/**
 * Scores a detector on labeled images.
 *
 * <p>{@link io.github.anomaly4j.eval.Evaluator} runs the detector over the test split of an image
 * set and gives an {@link io.github.anomaly4j.eval.Evaluation}: plain records, from which {@code
 * io.github.anomaly4j.report} writes files.
 */
@NullMarked
package io.github.anomaly4j.eval;

import org.jspecify.annotations.NullMarked;
