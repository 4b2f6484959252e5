/**
 * The U-Net on oneDNN's own operations, which keep the order that oneDNN computes in from layer to
 * layer. Results are those of the layers on ND4J's operations, up to rounding.
 */
@NullMarked
package io.github.anomaly4j.internal.network.blocked;

import org.jspecify.annotations.NullMarked;
