/** Decoders of image files. */
package io.github.anomaly4j.internal.image;
