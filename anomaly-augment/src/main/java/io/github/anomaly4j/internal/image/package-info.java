/** Decoders of image files. */
@NullMarked
package io.github.anomaly4j.internal.image;

import org.jspecify.annotations.NullMarked;
