/** Patch features of an image. */
package io.github.anomaly4j.internal.feature;
