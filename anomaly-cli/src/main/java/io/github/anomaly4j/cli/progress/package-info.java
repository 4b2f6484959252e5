/** Progress on standard error. */
package io.github.anomaly4j.cli.progress;
