/** Work that is done in pieces, in parallel on a bounded number of threads. */
@NullMarked
package io.github.anomaly4j.concurrent;

import org.jspecify.annotations.NullMarked;
