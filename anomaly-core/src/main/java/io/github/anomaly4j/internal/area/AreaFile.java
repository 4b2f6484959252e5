package io.github.anomaly4j.internal.area;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.anomaly4j.area.Area;
import io.github.anomaly4j.area.Areas;
import io.github.anomaly4j.area.Shape;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.image.Mask;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Areas as a JSON file. */
public final class AreaFile {
  private static final ObjectReader READER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build()
          .readerForMapOf(Product.class);

  private AreaFile() {}

  private record Product(int width, int height, @Nullable List<One> areas) {}

  private record One(
      @Nullable String mode,
      @Nullable String name,
      @Nullable Double mapThreshold,
      double @Nullable [] box,
      double @Nullable [][] polygon,
      @Nullable String mask) {}

  /** The areas by product. */
  public static Map<String, Areas> read(Path json, DecodeLimits limits) throws IOException {
    if (Files.isDirectory(json)) {
      throw new IOException(json + " is a folder; expected a JSON file of areas");
    }
    Map<String, @Nullable Product> products;
    try (InputStream in = Files.newInputStream(json)) {
      products = READER.readValue(in);
    } catch (JsonProcessingException e) {
      String place = e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
      throw new IOException(
          json + " is no JSON file of areas" + place + ": " + e.getOriginalMessage(), e);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      // Such as of letters that are none in UTF-32, as which Jackson reads some beginnings.
      throw new IOException(json + " could not be read: " + e.getMessage(), e);
    }
    if (products == null) {
      throw new IOException(json + " is no JSON file of areas: there is no object in it");
    }
    Map<String, Areas> areas = new LinkedHashMap<>();
    for (Map.Entry<String, @Nullable Product> product : products.entrySet()) {
      try {
        areas.put(product.getKey(), areas(product.getValue(), json, limits));
      } catch (IllegalArgumentException | NullPointerException e) {
        throw new IOException(
            "%s: the areas of %s: %s".formatted(json, product.getKey(), e.getMessage()), e);
      }
    }
    return areas;
  }

  private static Areas areas(@Nullable Product product, Path json, DecodeLimits limits)
      throws IOException {
    requireNonNull(product, "there is nothing");
    if ((long) product.width() * product.height() > limits.maxPixels()) {
      throw new IllegalArgumentException(
          "images of %d x %d pixels; expected at most %d pixels: raise the limits of decoding"
              .formatted(product.width(), product.height(), limits.maxPixels()));
    }
    Areas.Builder areas = Areas.of(product.width(), product.height());
    Map<String, Shape> masks = new HashMap<>();
    for (One one : requireNonNull(product.areas(), "there is no list \"areas\"")) {
      requireNonNull(one, "an area that is null");
      areas.add(
          new Area(
              inspected(one),
              Objects.requireNonNullElse(one.name(), ""),
              shape(one, json, limits, masks),
              one.mapThreshold() == null
                  ? OptionalDouble.empty()
                  : OptionalDouble.of(one.mapThreshold())));
    }
    return areas.build();
  }

  private static boolean inspected(One one) {
    return switch (Objects.requireNonNullElse(one.mode(), "none")) {
      case "include" -> true;
      case "ignore" -> false;
      default ->
          throw new IllegalArgumentException(
              "the mode of an area is \"include\" or \"ignore\", was " + one.mode());
    };
  }

  private static Shape shape(One one, Path json, DecodeLimits limits, Map<String, Shape> masks)
      throws IOException {
    if (Stream.of(one.box(), one.polygon(), one.mask()).filter(Objects::nonNull).count() != 1) {
      throw new IllegalArgumentException("an area has one of \"box\", \"polygon\" and \"mask\"");
    }
    String mask = one.mask();
    if (mask != null) {
      // Many areas may name one mask, which is kept once.
      if (!masks.containsKey(mask)) {
        masks.put(mask, Shape.mask(Mask.read(json.resolveSibling(mask), limits)));
      }
      return masks.get(mask);
    }
    return one.box() != null ? box(one.box()) : polygon(requireNonNull(one.polygon(), "polygon"));
  }

  private static Shape box(double[] box) {
    if (box.length != 4) {
      throw new IllegalArgumentException(
          "a box is [x, y, width, height], was of " + box.length + " numbers");
    }
    int[] whole = new int[4];
    for (int i = 0; i < 4; i++) {
      whole[i] = (int) box[i];
      if (whole[i] != box[i]) {
        throw new IllegalArgumentException("a box is in whole pixels, was " + box[i]);
      }
    }
    return Shape.box(whole[0], whole[1], whole[2], whole[3]);
  }

  private static Shape polygon(double[][] corners) {
    List<Double> flat = new ArrayList<>();
    for (double[] corner : corners) {
      if (corner == null || corner.length != 2) {
        throw new IllegalArgumentException("a corner of a polygon is [x, y]");
      }
      flat.add(corner[0]);
      flat.add(corner[1]);
    }
    return Shape.polygon(flat.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
