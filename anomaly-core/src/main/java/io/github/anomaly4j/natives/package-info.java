/** Loads ND4J's native backend, once for the process. */
package io.github.anomaly4j.natives;
