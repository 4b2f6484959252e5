/** Computes the sizes of a graph's tensors, and refuses graphs that need too much. */
package io.github.anomaly4j.internal.onnx.size;
