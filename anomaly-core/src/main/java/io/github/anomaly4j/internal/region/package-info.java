/** Connected regions of a map: which places belong together, and their outlines. */
@NullMarked
package io.github.anomaly4j.internal.region;

import org.jspecify.annotations.NullMarked;
