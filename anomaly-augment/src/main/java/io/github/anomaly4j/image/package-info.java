/** Images and masks as immutable arrays of floats in [0, 1], and how they are read from files. */
@NullMarked
package io.github.anomaly4j.image;

import org.jspecify.annotations.NullMarked;
