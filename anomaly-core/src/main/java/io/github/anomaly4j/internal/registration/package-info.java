/** Finds how one image lies in another: shift and angle, from the images' own structure. */
@NullMarked
package io.github.anomaly4j.internal.registration;

import org.jspecify.annotations.NullMarked;
