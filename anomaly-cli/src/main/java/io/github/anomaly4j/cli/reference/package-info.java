/** Comparison with reference images. */
package io.github.anomaly4j.cli.reference;
