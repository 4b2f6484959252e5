/** The options that several commands share. */
package io.github.anomaly4j.cli.option;
