/** Reads Keras 2 files and runs their layers in DL4J. */
package io.github.anomaly4j.internal.keras;
