/** Random streams. */
package io.github.anomaly4j.internal.random;
