/** From maps of evidence to one calibrated score per image. */
package io.github.anomaly4j.score;
