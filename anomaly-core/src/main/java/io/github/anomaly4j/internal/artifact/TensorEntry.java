package io.github.anomaly4j.internal.artifact;

/**
 * One tensor as the manifest lists it.
 *
 * @param name its name, unique within the file
 * @param length how many floats
 * @param sha256 of its bytes, in hexadecimal
 */
record TensorEntry(String name, long length, String sha256) {}
