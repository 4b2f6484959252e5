package io.github.anomaly4j.internal.artifact;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Files of format version 3 as files of today: some names were others, and all tensors were floats,
 * those of whole numbers and of bytes, too.
 */
final class FormatVersion3 {
  static final int VERSION = 3;

  /** Where in the content a field had another name; {@code *} is any field or element. */
  private static final List<Renaming> FIELDS =
      List.of(
          new Renaming("config", "librarySize", "memoryBankSize"),
          new Renaming("config", "backboneLibrarySize", "backboneBankSize"),
          new Renaming("config/evidence", "LIBRARY", "patch"),
          new Renaming("config/evidence", "PICTURE", "image"),
          new Renaming("categories/*/fusion/*", "LIBRARY", "patch"),
          new Renaming("categories/*/fusion/*", "PICTURE", "image"),
          new Renaming("intake/learned/*", "minColour", "minColor"),
          new Renaming("intake/learned/*", "maxColour", "maxColor"),
          new Renaming("provenance", "pictures", "images"),
          new Renaming("provenance/networks/*/curve/*", "behaviour", "behavior"),
          // Of a checkpoint, and of the network of an epoch.
          new Renaming("curve/*", "behaviour", "behavior"),
          new Renaming("report", "behaviour", "behavior"));

  /** Names of tensors, those of evidence in the folder of a category. */
  private static final Map<Pattern, String> TENSORS =
      ImmutableMap.of(
          Pattern.compile("(category/\\d+)/library/(.+)"),
          "$1/patch/$2",
          Pattern.compile("(category/\\d+)/pictures/points of each picture"),
          "$1/image/points of each image",
          Pattern.compile("(category/\\d+)/pictures/(.+)"),
          "$1/image/$2",
          Pattern.compile("router/centres"),
          "router/centers");

  private static final Pattern WHOLE_NUMBERS =
      Pattern.compile(
          "category/\\d+/image/points of each image"
              + "|category/\\d+/gaussian/counts"
              + "|two-stage router/(owners|textures)");

  private static final String BACKBONE = "backbone/model";

  /** How many bytes a float held. */
  private static final int PACKED = 3;

  private record Renaming(String place, String from, String to) {}

  private FormatVersion3() {}

  /** The manifest with the type of its tensors, which it does not tell. */
  static Manifest typed(Manifest manifest) {
    return new Manifest(
        manifest.formatVersion(),
        manifest.kind(),
        manifest.content(),
        manifest.tensors().stream().map(entry -> entry.withType(TensorType.FLOAT32)).toList());
  }

  /** The content, renamed in place. */
  static JsonNode content(JsonNode content) {
    for (Renaming renaming : FIELDS) {
      rename(content, List.of(renaming.place().split("/")), renaming);
    }
    if (content.path("config").path("backbone") instanceof ObjectNode backbone) {
      JsonNode settings = backbone.path("settings");
      if (settings.isTextual()) {
        // The settings are JSON in a text: what is quoted in it has a backslash before the quote.
        backbone.put(
            "settings", settings.textValue().replace("\"normalisation\":", "\"normalization\":"));
      }
    }
    return content;
  }

  private static void rename(JsonNode node, List<String> place, Renaming renaming) {
    if (place.isEmpty()) {
      if (node instanceof ObjectNode object && object.has(renaming.from())) {
        object.set(renaming.to(), object.remove(renaming.from()));
      }
    } else if (place.get(0).equals("*")) {
      node.forEach(child -> rename(child, place.subList(1, place.size()), renaming));
    } else {
      rename(node.path(place.get(0)), place.subList(1, place.size()), renaming);
    }
  }

  /**
   * The tensors under the names and of the types of today.
   *
   * @throws IllegalArgumentException if one cannot be of its type
   */
  static Tensors tensors(Tensors tensors) {
    Tensors.Builder renamed = Tensors.builder();
    tensors.byName().forEach((name, tensor) -> renamed.tensor(renamed(name), tensor));
    Tensors.Builder typed = Tensors.builder();
    renamed.build().byName().forEach((name, tensor) -> typed.tensor(name, typed(name, tensor)));
    return typed.build();
  }

  private static String renamed(String name) {
    return TENSORS.entrySet().stream()
        .filter(entry -> entry.getKey().matcher(name).matches())
        .findFirst()
        .map(entry -> entry.getKey().matcher(name).replaceFirst(entry.getValue()))
        .orElse(name);
  }

  private static Tensor typed(String name, Tensor tensor) {
    if (!(tensor instanceof Tensor.Floats floats)) {
      return tensor;
    }
    if (name.equals(BACKBONE)) {
      return new Tensor.Bytes(unpacked(floats.values()));
    }
    return WHOLE_NUMBERS.matcher(name).matches()
        ? new Tensor.Ints(whole(name, floats.values()))
        : tensor;
  }

  private static int[] whole(String name, float[] values) {
    int[] whole = new int[values.length];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = (int) values[i];
      checkArgument(
          whole[i] == values[i], "%s has a value of %s; expected whole numbers", name, values[i]);
    }
    return whole;
  }

  /**
   * The bytes of a file that were packed three to a float. The first float says how many of the
   * last three are padding.
   */
  private static byte[] unpacked(float[] packed) {
    checkArgument(
        packed.length > 0 && packed[0] >= 0 && packed[0] < PACKED && packed[0] == (int) packed[0],
        "packed bytes without their padding");
    long length = (packed.length - 1L) * PACKED - (long) packed[0];
    checkArgument(length >= 0 && length <= Integer.MAX_VALUE - 8, "%s packed bytes", length);
    byte[] bytes = new byte[(int) length];
    for (int i = 1; i < packed.length; i++) {
      int number = (int) packed[i];
      checkArgument(
          number == packed[i] && number >= 0 && number < 1 << Byte.SIZE * PACKED,
          "%s where three bytes are packed",
          packed[i]);
      for (int b = 0; b < PACKED && (i - 1) * PACKED + b < bytes.length; b++) {
        bytes[(i - 1) * PACKED + b] = (byte) (number >> Byte.SIZE * (PACKED - 1 - b));
      }
    }
    return bytes;
  }
}
