/** The frame that images are fitted into, and interpolation from one grid to another. */
@NullMarked
package io.github.anomaly4j.internal.grid;

import org.jspecify.annotations.NullMarked;
