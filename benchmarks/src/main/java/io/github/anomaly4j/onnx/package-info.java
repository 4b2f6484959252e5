/** How fast a detector is whose features come from an ONNX model. */
package io.github.anomaly4j.onnx;
