/** From images to a detector. */
package io.github.anomaly4j.internal.training;
