package io.github.anomaly4j.internal.artifact;

/**
 * One tensor as the manifest lists it.
 *
 * @param name its name, unique within the file
 * @param type the type of its values; absent in format version 3, which has floats alone
 * @param length how many values
 * @param sha256 of its bytes, in hexadecimal
 */
record TensorEntry(String name, TensorType type, long length, String sha256) {
  /** How many bytes of the file it takes. */
  long bytes() {
    return length * type.size();
  }

  TensorEntry withType(TensorType other) {
    return new TensorEntry(name, other, length, sha256);
  }
}
