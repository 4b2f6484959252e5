/**
 * Feature maps of a pretrained network that the user brings as an ONNX file, run by ONNX Runtime.
 *
 * <p>{@link io.github.anomaly4j.onnx.OnnxModel} looks into a file; {@link
 * io.github.anomaly4j.onnx.OnnxBackbone} runs it on images and gives the maps of chosen layers. No
 * weights come with this project.
 */
package io.github.anomaly4j.onnx;
