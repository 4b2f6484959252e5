/** The commands of the program, one class each. */
package io.github.anomaly4j.cli.command;
