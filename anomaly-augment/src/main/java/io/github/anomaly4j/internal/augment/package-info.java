/** Parts of the augmentations. */
package io.github.anomaly4j.internal.augment;
