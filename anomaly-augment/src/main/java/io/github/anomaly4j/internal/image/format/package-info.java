/** Headers of image files, and the Java runtime's decoders. */
@NullMarked
package io.github.anomaly4j.internal.image.format;

import org.jspecify.annotations.NullMarked;
