/** Figures as lines of text. */
package io.github.anomaly4j.cli.table;
