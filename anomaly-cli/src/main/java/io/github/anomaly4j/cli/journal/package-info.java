/** The stages of a student's journal on anomaly detection, replayed on any labeled images. */
package io.github.anomaly4j.cli.journal;
