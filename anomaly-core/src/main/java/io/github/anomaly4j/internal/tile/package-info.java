/** Tiles of images that are larger than the frame. */
@NullMarked
package io.github.anomaly4j.internal.tile;

import org.jspecify.annotations.NullMarked;
