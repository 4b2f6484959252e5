package io.github.anomaly4j.internal.artifact;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The limits of a manifest. They are checked before a tree of objects is made of it: such a tree
 * takes fifty times the bytes of the JSON, and fields can have names that make every map of them
 * slow.
 */
final class ManifestBounds {
  /** A thousand categories have some sixty tensors each. */
  private static final int MAX_TENSORS = 1 << 17;

  /** Objects and lists; every tensor and every epoch of training is one. */
  private static final int MAX_NODES = 1 << 18;

  /** Numbers, texts and names; the scores of normal images are most of them. */
  private static final int MAX_VALUES = 1 << 21;

  /** An object has few fields, or one for each category. */
  private static final int MAX_FIELDS = 1 << 10;

  private static final int MAX_NAME = 256;

  private static final int MAX_DEPTH = 32;

  private ManifestBounds() {}

  /**
   * Checks a manifest without keeping anything of it.
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
            nodes <= MAX_NODES && values <= MAX_VALUES && fields.size() <= MAX_DEPTH,
            "more than %s objects, %s values or %s levels",
            MAX_NODES,
            MAX_VALUES,
            MAX_DEPTH);
      }
    }
  }

  /**
   * Checks the names of tensors.
   *
   * @throws IllegalArgumentException if there are more, or longer ones, than this library writes
   */
  static void checkNames(List<TensorEntry> tensors) {
    checkArgument(
        tensors.size() <= MAX_TENSORS, "%s tensors, more than %s", tensors.size(), MAX_TENSORS);
    for (TensorEntry entry : tensors) {
      int length = entry.name().length();
      checkArgument(length <= MAX_NAME, "a tensor's name of %s letters", length);
    }
  }
}
