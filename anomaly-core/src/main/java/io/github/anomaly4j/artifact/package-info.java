/**
 * The file format: a JSON manifest and raw little-endian tensors, every part checked by SHA-256.
 * {@link io.github.anomaly4j.artifact.ModelFile} gives the layout.
 */
package io.github.anomaly4j.artifact;
