/** Pixels of images and masks as arrays. */
package io.github.anomaly4j.internal.image.pixel;
