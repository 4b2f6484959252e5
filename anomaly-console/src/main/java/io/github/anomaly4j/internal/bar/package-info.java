/** Progress bars on a terminal. */
package io.github.anomaly4j.internal.bar;
