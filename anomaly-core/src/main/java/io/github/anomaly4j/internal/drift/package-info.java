/** Sequential tests of whether images still look as they did in training. */
@NullMarked
package io.github.anomaly4j.internal.drift;

import org.jspecify.annotations.NullMarked;
