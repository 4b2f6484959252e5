/** Headers of image files, and the Java runtime's decoders. */
package io.github.anomaly4j.internal.image.format;
