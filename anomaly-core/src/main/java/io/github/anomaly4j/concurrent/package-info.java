/** Work that is done in pieces, side by side on a bounded number of threads. */
package io.github.anomaly4j.concurrent;
