/** Compares an image with its reference: local shifts, differences, and their usual size. */
@NullMarked
package io.github.anomaly4j.internal.reference;

import org.jspecify.annotations.NullMarked;
