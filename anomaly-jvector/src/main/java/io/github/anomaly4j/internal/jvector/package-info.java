/** Approximate nearest neighbors in large memory banks, by JVector. */
@NullMarked
package io.github.anomaly4j.internal.jvector;

import org.jspecify.annotations.NullMarked;
