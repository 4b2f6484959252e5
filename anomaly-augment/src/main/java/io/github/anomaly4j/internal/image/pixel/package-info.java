/** Pixels of images and masks as arrays. */
@NullMarked
package io.github.anomaly4j.internal.image.pixel;

import org.jspecify.annotations.NullMarked;
