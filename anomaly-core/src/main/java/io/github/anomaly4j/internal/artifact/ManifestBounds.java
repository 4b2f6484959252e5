package io.github.anomaly4j.internal.artifact;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * What a manifest may hold, checked while it is only read through: a tree of objects takes fifty
 * times the bytes of its JSON, and names can be chosen so that every map of them is slow.
 */
final class ManifestBounds {
  /** A thousand categories have some sixty tensors each. */
  private static final int MAX_TENSORS = 1 << 17;

  /** Objects and lists; every tensor and every epoch of training is one. */
  private static final int MAX_NODES = 1 << 18;

  /** Numbers, texts and names, the scores of normal images among them. */
  private static final int MAX_VALUES = 1 << 21;

  /**
   * What has names chosen by us has few; what is known of categories, by name, up to a thousand.
   */
  private static final int MAX_FIELDS = 1 << 10;

  private static final int MAX_ALIKE = 64;

  private static final int MAX_NAME = 256;

  private static final int DEEPEST = 32;

  private ManifestBounds() {}

  /**
   * Reads a manifest through.
   *
   * @throws IllegalArgumentException if it is larger than one that this library writes
   * @throws IOException if it is no JSON
   */
  static void check(byte[] manifest) throws IOException {
    int nodes = 0;
    int values = 0;
    Deque<int[]> fields = new ArrayDeque<>();
    JsonFactory plain =
        JsonFactory.builder().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).build();
    try (JsonParser parser = plain.createParser(manifest)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        values++;
        if (token.isStructStart()) {
          nodes++;
          fields.push(new int[1]);
        } else if (token.isStructEnd()) {
          fields.pop();
        } else if (token == JsonToken.FIELD_NAME) {
          checkArgument(++fields.element()[0] <= MAX_FIELDS, "an object of too many fields");
        }
        checkArgument(
            nodes <= MAX_NODES && values <= MAX_VALUES && fields.size() <= DEEPEST,
            "more than %s objects, %s values or %s levels",
            MAX_NODES,
            MAX_VALUES,
            DEEPEST);
      }
    }
  }

  /**
   * Checks names before maps are made of them.
   *
   * @throws IllegalArgumentException if they are not such as this library gives
   */
  static void checkNames(List<TensorEntry> tensors) {
    checkArgument(
        tensors.size() <= MAX_TENSORS, "%s tensors, more than %s", tensors.size(), MAX_TENSORS);
    int[] codes = new int[tensors.size()];
    for (int i = 0; i < codes.length; i++) {
      String name = tensors.get(i).name();
      checkArgument(name.length() <= MAX_NAME, "a tensor's name of %s letters", name.length());
      codes[i] = name.hashCode();
    }
    Arrays.sort(codes);
    int alike = 0;
    for (int i = 1; i < codes.length; i++) {
      alike = codes[i] == codes[i - 1] ? alike + 1 : 0;
      checkArgument(alike < MAX_ALIKE, "names of tensors that were chosen to collide");
    }
  }
}
