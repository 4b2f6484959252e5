/** Loads ND4J's native backend, once for the process. */
@NullMarked
package io.github.anomaly4j.natives;

import org.jspecify.annotations.NullMarked;
