/** Progress bars on a terminal. */
@NullMarked
package io.github.anomaly4j.internal.bar;

import org.jspecify.annotations.NullMarked;
