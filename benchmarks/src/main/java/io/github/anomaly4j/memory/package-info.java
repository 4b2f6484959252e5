/** Measures that memory does not grow. */
package io.github.anomaly4j.memory;
