/** Measures that memory stays flat. */
package io.github.anomaly4j.memory;
