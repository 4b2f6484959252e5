package io.github.anomaly4j.internal.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * The JSON at the head of a file.
 *
 * @param formatVersion the version of the layout of header, manifest and tensors
 * @param kind what the file holds, such as "detector"
 * @param content what the kind says of itself
 * @param tensors the tensors, in the order in which they follow
 */
record Manifest(int formatVersion, String kind, JsonNode content, List<TensorEntry> tensors) {}
