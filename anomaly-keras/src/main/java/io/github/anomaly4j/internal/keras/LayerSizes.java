package io.github.anomaly4j.internal.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.anomaly4j.ModelFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An upper bound of what the layers of a model need for an image, computed before DL4J allocates
 * anything: a description of some bytes may ask for weights and maps of any size. Only layers that
 * maps go through are accepted.
 */
final class LayerSizes {
  /** A map of 64 channels of 1,024 x 1,024; 256 MiB. */
  private static final long MAX_MAP = 1L << 26;

  /** All maps together; DL4J does not hold all of them at once. */
  private static final long MAX_VALUES = 1L << 30;

  private static final double MAX_WORK = 1L << 40;

  private static final int MAX_LAYERS = 5000;

  private static final Set<String> SAME_SIZE =
      Set.of(
          "Activation",
          "ActivityRegularization",
          "AlphaDropout",
          "BatchNormalization",
          "Dropout",
          "ELU",
          "GaussianDropout",
          "GaussianNoise",
          "LeakyReLU",
          "Masking",
          "PReLU",
          "ReLU",
          "Softmax",
          "SpatialDropout2D",
          "ThresholdedReLU");

  private static final Set<String> MERGING =
      Set.of("Add", "Average", "Maximum", "Minimum", "Multiply", "Subtract");

  /**
   * An upper bound of the size of a map.
   *
   * @param rows of it
   * @param columns of it
   * @param channels of it
   */
  private record Size(double rows, double columns, double channels) {
    double values() {
      return rows * columns * channels;
    }

    static Size flat(double values) {
      return new Size(1, 1, values);
    }
  }

  private final Map<String, Size> sizes = new HashMap<>();

  /** The number of weights of all layers so far, by their descriptions. */
  private double parameters;

  private double work;

  private LayerSizes() {}

  /**
   * Refuses layers that need too much, or that feature maps do not pass through.
   *
   * @param layers for images of a size
   * @throws ModelFileException if there are any
   */
  static void check(KerasFile file, LayerGraph layers) throws ModelFileException {
    Path path = file.path();
    LayerSizes check = new LayerSizes();
    List<Layer> left = layers.layers();
    if (left.size() > MAX_LAYERS) {
      throw ModelProblem.of(path, "has %d layers".formatted(left.size()));
    }
    double values = 0;
    for (Layer layer : layers.inOrder()) {
      double before = check.parameters;
      Size size = check.size(path, layer, layers);
      values += size.values();
      if (!(size.values() <= MAX_MAP && values <= MAX_VALUES && check.work <= MAX_WORK)) {
        throw ModelProblem.of(
            path,
            ("layer \"%s\" (%s) makes a map of %.0f x %.0f x %.0f; expected at most %d values of one"
                    + " map, %d of all, and %.0f multiplications")
                .formatted(
                    layer.name(),
                    layer.type(),
                    size.rows(),
                    size.columns(),
                    size.channels(),
                    MAX_MAP,
                    MAX_VALUES,
                    MAX_WORK));
      }
      check.sizes.put(layer.name(), size);
      double weights = check.parameters - before;
      if (weights > 0 && !(weights <= file.valuesOf(layer.name()))) {
        throw ModelProblem.of(
            path,
            "layer \"%s\" (%s) has more weights by its description than by the file"
                .formatted(layer.name(), layer.type()));
      }
    }
  }

  private Size size(Path path, Layer layer, LayerGraph layers) throws ModelFileException {
    JsonNode config = layer.description().path("config");
    Size from = merged(layer);
    String type = layer.type();
    if (type.equals("InputLayer")) {
      return new Size(layers.height(), layers.width(), 3);
    }
    if (SAME_SIZE.contains(type)) {
      parameters += type.equals("BatchNormalization") ? 2 * from.channels() : 0;
      return from;
    }
    if (MERGING.contains(type)) {
      return from;
    }
    return switch (type) {
      case "Concatenate" ->
          new Size(
              from.rows(),
              from.columns(),
              layer.inputs().stream().mapToDouble(name -> sizes.get(name).channels()).sum());
      case "Conv2D", "Convolution2D", "SeparableConv2D", "SeparableConvolution2D" -> {
        double filters = number(config, "filters");
        boolean separable = type.startsWith("Separable");
        double kernel = area(config, "kernel_size");
        Size made = windows(from, config, "kernel_size", filters);
        double each = separable ? from.channels() + kernel : from.channels() * kernel;
        parameters += separable ? from.channels() * filters : each * filters;
        work += made.values() * each;
        yield made;
      }
      case "DepthwiseConv2D" -> {
        double many = Math.max(1, config.path("depth_multiplier").asDouble(1));
        Size made = windows(from, config, "kernel_size", from.channels() * many);
        parameters += from.channels() * many * area(config, "kernel_size");
        work += made.values() * area(config, "kernel_size");
        yield made;
      }
      case "Conv2DTranspose" -> {
        double filters = number(config, "filters");
        double[] kernel = pair(config, "kernel_size", 1);
        double[] strides = pair(config, "strides", 1);
        parameters += from.channels() * filters * kernel[0] * kernel[1];
        work += from.values() * filters * kernel[0] * kernel[1];
        yield new Size(
            from.rows() * strides[0] + kernel[0], from.columns() * strides[1] + kernel[1], filters);
      }
      case "MaxPooling2D", "AveragePooling2D" -> {
        Size made = windows(from, config, "pool_size", from.channels());
        work += made.values() * area(config, "pool_size");
        yield made;
      }
      case "GlobalAveragePooling2D", "GlobalMaxPooling2D" -> Size.flat(from.channels());
      case "Flatten", "Permute" -> Size.flat(from.values());
      case "Reshape" -> reshaped(from, config.path("target_shape"));
      case "Dense" -> {
        double units = number(config, "units");
        parameters += from.channels() * units;
        work += from.values() * units;
        yield new Size(from.rows(), from.columns(), units);
      }
      case "UpSampling2D" -> {
        double[] times = pair(config, "size", 2);
        yield new Size(from.rows() * times[0], from.columns() * times[1], from.channels());
      }
      case "ZeroPadding2D" -> margins(from, config.path("padding"), 1);
      case "Cropping2D" -> margins(from, config.path("cropping"), -1);
      default ->
          throw ModelProblem.of(
              path,
              "layer \"%s\" (%s) is none that maps go through, of those that DL4J has"
                  .formatted(layer.name(), type));
    };
  }

  private static Size reshaped(Size from, JsonNode target) {
    Size stated =
        new Size(target.path(0).asDouble(), target.path(1).asDouble(), target.path(2).asDouble());
    return target.size() == 3
            && Math.min(stated.rows(), Math.min(stated.columns(), stated.channels())) > 0
            && stated.values() == from.values()
        ? stated
        : Size.flat(from.values());
  }

  /** The largest of a layer's inputs. */
  private Size merged(Layer layer) {
    Size most = new Size(0, 0, 0);
    for (String input : layer.inputs()) {
      Size size = sizes.get(input);
      most =
          new Size(
              Math.max(most.rows(), size.rows()),
              Math.max(most.columns(), size.columns()),
              Math.max(most.channels(), size.channels()));
    }
    return most;
  }

  /** The map of the places where windows fit. */
  private static Size windows(Size from, JsonNode config, String kernel, double channels) {
    double[] windows = pair(config, kernel, 2);
    // The stride of a pooling is its own size unless it says otherwise.
    double[] strides = config.path("strides").isNull() ? windows : pair(config, "strides", 1);
    double[] dilations = pair(config, "dilation_rate", 1);
    boolean same = config.path("padding").asText().equalsIgnoreCase("same");
    double[] places = {from.rows(), from.columns()};
    for (int i = 0; i < places.length; i++) {
      double stride = Math.max(1, strides[i]);
      double extent = same ? 1 : (windows[i] - 1) * Math.max(1, dilations[i]) + 1;
      places[i] = Math.max(0, Math.floor((places[i] - extent) / stride) + 1);
    }
    return new Size(places[0], places[1], channels);
  }

  /** With margins, which are stated as one number, as two, or as two for each axis. */
  private static Size margins(Size from, JsonNode stated, int sign) {
    JsonNode rows = stated.isArray() ? stated.path(0) : stated;
    JsonNode columns = stated.isArray() ? stated.path(1) : stated;
    return new Size(
        Math.max(0, from.rows() + sign * both(rows)),
        Math.max(0, from.columns() + sign * both(columns)),
        from.channels());
  }

  private static double both(JsonNode margin) {
    return margin.isArray()
        ? margin.path(0).asDouble() + margin.path(1).asDouble()
        : 2 * margin.asDouble();
  }

  private static double number(JsonNode config, String name) {
    return Math.max(1, config.path(name).asDouble(Double.POSITIVE_INFINITY));
  }

  private static double area(JsonNode config, String name) {
    double[] pair = pair(config, name, 2);
    return pair[0] * pair[1];
  }

  private static double[] pair(JsonNode config, String name, double absent) {
    JsonNode value = config.path(name);
    double[] pair = {absent, absent};
    if (value.isNumber()) {
      Arrays.fill(pair, value.asDouble());
    } else if (value.isArray() && value.size() == 2) {
      pair[0] = value.path(0).asDouble();
      pair[1] = value.path(1).asDouble();
    }
    return new double[] {Math.max(0, pair[0]), Math.max(0, pair[1])};
  }
}
