/**
 * The file format: a JSON manifest and raw little-endian tensors, every part checked by SHA-256.
 * See {@code docs/file-format.md}.
 */
package io.github.anomaly4j.artifact;
