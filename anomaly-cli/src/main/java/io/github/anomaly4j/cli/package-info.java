/** The program {@code anomaly}: trains, scores and evaluates from the command line. */
package io.github.anomaly4j.cli;
