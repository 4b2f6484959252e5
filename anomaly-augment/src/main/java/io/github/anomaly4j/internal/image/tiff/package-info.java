/** A decoder of TIFF and BigTIFF. */
package io.github.anomaly4j.internal.image.tiff;
