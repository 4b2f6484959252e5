/** Approximate nearest neighbors in large memory banks, by JVector. */
package io.github.anomaly4j.internal.jvector;
