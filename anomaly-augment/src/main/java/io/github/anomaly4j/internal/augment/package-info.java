/** Parts of the augmentations. */
@NullMarked
package io.github.anomaly4j.internal.augment;

import org.jspecify.annotations.NullMarked;
