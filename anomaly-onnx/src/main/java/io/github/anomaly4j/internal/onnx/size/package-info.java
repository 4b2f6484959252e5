/** Computes the sizes of a graph's tensors, and refuses graphs that need too much. */
@NullMarked
package io.github.anomaly4j.internal.onnx.size;

import org.jspecify.annotations.NullMarked;
