/** Nearest neighbors. */
@NullMarked
package io.github.anomaly4j.internal.search;

import org.jspecify.annotations.NullMarked;
