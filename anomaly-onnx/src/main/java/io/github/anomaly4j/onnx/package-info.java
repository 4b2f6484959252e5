/**
 * Feature maps of a pretrained network that the user brings as an ONNX file, run by ONNX Runtime.
 *
 * <p>{@link io.github.anomaly4j.onnx.OnnxModel} reads a file; {@link
 * io.github.anomaly4j.onnx.OnnxBackbone} runs it on images and returns the maps of chosen layers.
 * This project contains no weights.
 */
@NullMarked
package io.github.anomaly4j.onnx;

import org.jspecify.annotations.NullMarked;
