/** Reads the parts of ONNX files that are needed, without running anything. */
package io.github.anomaly4j.internal.onnx;
