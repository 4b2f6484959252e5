/** Reads Keras 2 files and runs their layers in DL4J. */
@NullMarked
package io.github.anomaly4j.internal.keras;

import org.jspecify.annotations.NullMarked;
