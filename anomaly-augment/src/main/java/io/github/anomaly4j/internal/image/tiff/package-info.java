/** A decoder of TIFF and BigTIFF. */
@NullMarked
package io.github.anomaly4j.internal.image.tiff;

import org.jspecify.annotations.NullMarked;
