package io.github.anomaly4j.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Altered files of the library's own format that are made whole again: a fuzzer would never guess
 * their checksums, and nothing behind them would be reached. Values that are missing at the end are
 * ones, so that inputs can be short.
 */
final class Resealed {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LENGTH_AT = 12;
  private static final int HEADER = 48;

  /** More than any seed has. */
  private static final long MAX_VALUES = 4 << 20;

  private static final byte[] ONES = ones();

  /** What is hashed most often: tensors of which every value is missing. */
  private static final LoadingCache<Long, String> HASHES_OF_ONES =
      CacheBuilder.newBuilder()
          .maximumSize(100)
          .build(CacheLoader.from(length -> hash(ONES, 0, length)));

  /** Larger tensors are left out of seeds. */
  private static final int SEED_TENSOR = 500;

  /** A file in its parts. */
  private record Parts(byte[] start, byte[] manifest, byte[] values) {
    static Parts of(byte[] file) {
      int length = file.length < HEADER ? -1 : ByteBuffer.wrap(file).getInt(LENGTH_AT);
      return length < 0 || length > file.length - HEADER
          ? new Parts(file, new byte[0], new byte[0])
          : new Parts(
              Arrays.copyOf(file, LENGTH_AT),
              Arrays.copyOfRange(file, HEADER, HEADER + length),
              Arrays.copyOfRange(file, HEADER + length, file.length));
    }

    byte[] sealed() {
      return start.length > LENGTH_AT
          ? start
          : ByteBuffer.allocate(HEADER + manifest.length + values.length)
              .put(start)
              .putInt(manifest.length)
              .put(Hashing.sha256().hashBytes(manifest).asBytes())
              .put(manifest)
              .put(values)
              .array();
    }
  }

  private Resealed() {}

  /** The file with right checksums of its manifest and, if that is JSON, of its tensors. */
  static byte[] of(byte[] file) {
    Parts parts = Parts.of(file);
    try {
      JsonNode json = JSON.readTree(parts.manifest());
      int given = parts.values().length;
      byte[] values = extended(parts.values(), json);
      int from = 0;
      for (JsonNode tensor : json.path("tensors")) {
        long bytes = bytes(tensor);
        if (!(tensor instanceof ObjectNode object) || bytes < 0 || bytes > values.length - from) {
          break;
        }
        boolean ones = from >= given && from % Float.BYTES == given % Float.BYTES;
        object.put("sha256", ones ? HASHES_OF_ONES.getUnchecked(bytes) : hash(values, from, bytes));
        from += (int) bytes;
      }
      return new Parts(parts.start(), JSON.writeValueAsBytes(json), values).sealed();
    } catch (IOException e) {
      return parts.sealed();
    }
  }

  /** A file with its large tensors at its end, and without their values. */
  static byte[] shortened(byte[] file) throws IOException {
    Parts parts = Parts.of(file);
    JsonNode json = JSON.readTree(parts.manifest());
    List<JsonNode> tensors = new ArrayList<>();
    List<byte[]> values = new ArrayList<>();
    int from = 0;
    for (JsonNode tensor : json.path("tensors")) {
      int to = from + (int) bytes(tensor);
      if (tensor.path("length").asInt() <= SEED_TENSOR) {
        values.add(Arrays.copyOfRange(parts.values(), from, to));
      }
      tensors.add(tensor);
      from = to;
    }
    tensors.sort(Comparator.comparing(one -> one.path("length").asInt() > SEED_TENSOR));
    ((ArrayNode) json.path("tensors")).removeAll().addAll(tensors);
    ByteBuffer all = ByteBuffer.allocate(values.stream().mapToInt(one -> one.length).sum());
    values.forEach(all::put);
    return new Parts(parts.start(), JSON.writeValueAsBytes(json), all.array()).sealed();
  }

  private static byte[] extended(byte[] values, JsonNode json) {
    long wanted = 0;
    for (JsonNode tensor : json.path("tensors")) {
      wanted += Math.max(0, Math.min(MAX_VALUES + 1, bytes(tensor)));
    }
    if (wanted <= values.length || wanted > MAX_VALUES) {
      return values;
    }
    byte[] all = Arrays.copyOf(values, (int) wanted);
    System.arraycopy(ONES, 0, all, values.length, all.length - values.length);
    return all;
  }

  private static byte[] ones() {
    ByteBuffer ones = ByteBuffer.allocate((int) MAX_VALUES).order(ByteOrder.LITTLE_ENDIAN);
    while (ones.hasRemaining()) {
      ones.putFloat(1);
    }
    return ones.array();
  }

  private static String hash(byte[] values, int from, long length) {
    return Hashing.sha256().hashBytes(values, from, (int) length).toString();
  }

  /** How many bytes a tensor has; -1 if it does not say. */
  private static long bytes(JsonNode tensor) {
    long length = tensor.path("length").asLong(-1);
    return tensor.path("type").asText().equals("bytes") || length < 0
        ? length
        : Math.min(length, MAX_VALUES + 1) * Float.BYTES;
  }
}
