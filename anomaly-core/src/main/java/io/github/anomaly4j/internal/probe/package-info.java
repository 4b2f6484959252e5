/** Inspects the networks that a training kept. */
package io.github.anomaly4j.internal.probe;
