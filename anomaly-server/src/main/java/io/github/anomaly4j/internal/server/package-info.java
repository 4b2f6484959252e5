/** Puts the parts of the station together. */
@NullMarked
package io.github.anomaly4j.internal.server;

import org.jspecify.annotations.NullMarked;
