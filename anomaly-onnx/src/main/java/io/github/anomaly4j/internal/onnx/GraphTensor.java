package io.github.anomaly4j.internal.onnx;

import java.util.List;
import java.util.Optional;

/**
 * A tensor of a graph.
 *
 * @param name unique in the graph
 * @param type of its values, such as {@code float32}; {@code unknown} if the model does not say it
 * @param shape as far as the model says it: -1 for an open size; empty if it says nothing
 * @param operator that makes it, such as {@code Relu}; empty for an input
 */
public record GraphTensor(String name, String type, Optional<List<Long>> shape, String operator) {}
