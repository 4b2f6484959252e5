/** Random streams. */
@NullMarked
package io.github.anomaly4j.internal.random;

import org.jspecify.annotations.NullMarked;
