/** Finds the category of an image. */
@NullMarked
package io.github.anomaly4j.internal.route;

import org.jspecify.annotations.NullMarked;
