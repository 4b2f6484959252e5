/** Progress for a terminal. */
package io.github.anomaly4j.internal.console;
