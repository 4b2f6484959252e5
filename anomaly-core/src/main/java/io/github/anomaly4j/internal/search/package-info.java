/** Nearest neighbors. */
package io.github.anomaly4j.internal.search;
