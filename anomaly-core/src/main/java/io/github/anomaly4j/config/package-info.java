/** The settings of a training; all are immutable. */
@NullMarked
package io.github.anomaly4j.config;

import org.jspecify.annotations.NullMarked;
