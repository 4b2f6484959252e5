/** How images come into a detector, and what is told of those that are unlike the training's. */
package io.github.anomaly4j.internal.intake;
