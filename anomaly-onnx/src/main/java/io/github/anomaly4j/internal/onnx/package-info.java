/** Reads the parts of ONNX files that are needed, without running anything. */
@NullMarked
package io.github.anomaly4j.internal.onnx;

import org.jspecify.annotations.NullMarked;
