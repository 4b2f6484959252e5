/** Work that is done in pieces, in parallel on a bounded number of threads. */
package io.github.anomaly4j.concurrent;
