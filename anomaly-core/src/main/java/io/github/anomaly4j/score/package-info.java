/** From maps of evidence to one calibrated score per picture. */
package io.github.anomaly4j.score;
