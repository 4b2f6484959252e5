/** Tells other systems what was inspected: every inspection, in order, until it is confirmed. */
@NullMarked
package io.github.anomaly4j.internal.server.sink;

import org.jspecify.annotations.NullMarked;
