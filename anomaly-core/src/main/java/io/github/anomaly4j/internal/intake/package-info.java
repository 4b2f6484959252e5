/**
 * How a detector reads images, and its warnings about those that differ from the training images.
 */
@NullMarked
package io.github.anomaly4j.internal.intake;

import org.jspecify.annotations.NullMarked;
