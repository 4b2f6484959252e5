/** Makes a detector from another one: other thresholds, images or products. */
@NullMarked
package io.github.anomaly4j.internal.revision;

import org.jspecify.annotations.NullMarked;
