/** What files the program reads and writes. */
package io.github.anomaly4j.cli.file;
