/** The settings of a training; all are immutable. */
package io.github.anomaly4j.config;
