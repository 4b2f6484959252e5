/** The program {@code anomaly} and the ten-line embedding example. */
package io.github.anomaly4j.examples;
