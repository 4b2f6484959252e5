/** Speed of a detector with features of an ONNX model. */
package io.github.anomaly4j.onnx;
