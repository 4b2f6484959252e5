/** Progress for a terminal. */
@NullMarked
package io.github.anomaly4j.internal.console;

import org.jspecify.annotations.NullMarked;
