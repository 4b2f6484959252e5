/** Areas as pixels: what is looked at, and how the rest is hidden. */
@NullMarked
package io.github.anomaly4j.internal.area;

import org.jspecify.annotations.NullMarked;
