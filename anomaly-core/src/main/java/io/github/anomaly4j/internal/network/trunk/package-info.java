/** The pretrained trunk: a backbone that is part of the library. */
@NullMarked
package io.github.anomaly4j.internal.network.trunk;

import org.jspecify.annotations.NullMarked;
