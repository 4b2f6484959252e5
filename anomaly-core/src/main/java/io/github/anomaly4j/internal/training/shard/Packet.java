package io.github.anomaly4j.internal.training.shard;

import io.github.anomaly4j.internal.artifact.ModelFile;
import io.github.anomaly4j.internal.artifact.Tensors;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What travels between the machines of a training: a record and tensors, in the form of a file, so
 * that nothing is unserialized and damage is found.
 *
 * @param <T> the record
 */
record Packet<T>(T content, Tensors tensors) {
  private static final String KIND = "packet of a training";

  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      new ModelFile<>(content, tensors).write(out, KIND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static <T> Packet<T> read(byte[] bytes, Class<T> type) throws IOException {
    ModelFile<T> read =
        ModelFile.read(new ByteArrayInputStream(bytes), "a packet of the training", KIND, type);
    return new Packet<>(read.content(), read.tensors());
  }
}
