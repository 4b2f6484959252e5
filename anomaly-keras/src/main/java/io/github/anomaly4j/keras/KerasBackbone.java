package io.github.anomaly4j.keras;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.internal.keras.KerasFile;
import io.github.anomaly4j.internal.keras.KerasNetwork;
import io.github.anomaly4j.internal.keras.LayerGraph;
import io.github.anomaly4j.internal.keras.LayerGrids;
import io.github.anomaly4j.natives.NativeBackend;
import io.github.anomaly4j.spi.Backbone;
import io.github.anomaly4j.spi.BackboneFile;
import io.github.anomaly4j.spi.FeatureMap;
import io.github.anomaly4j.spi.Grid;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pretrained network that turns an image into feature maps: a Keras 2 model that the user brings
 * as an HDF5 file ({@code model.save("model.h5")}), imported and run by DL4J.
 *
 * <pre>{@code
 * AnomalyDetector detector =
 *     AnomalyDetector.builder()
 *         .features(
 *             KerasBackbone.of(Path.of("resnet50.h5"))
 *                 .layers("conv3_block4_out", "conv4_block6_out")
 *                 .caffeNormalization())
 *         .train(ImageSet.folder(parts));
 * }</pre>
 *
 * <p>Functional and Sequential models with channels last are accepted. A layer may be any that
 * gives a map, {@code [rows, columns, channels]} in Keras; layers that no chosen layer needs are
 * left out, and DL4J need not be able to import them. Models of Keras 3, models in models, layers
 * that are used twice and those that DL4J does not know (the message names them) are refused; any
 * of them can be exported to ONNX and run by {@code anomaly-onnx}, which is also several times as
 * fast: DL4J's convolutions are slow on a CPU.
 *
 * <p>Of Keras's own networks, VGG16, ResNet50, ResNet50V2, MobileNet, MobileNetV2, DenseNet121,
 * InceptionV3 and Xception, with random weights, give the same maps as TensorFlow 2.12 within 4e-6;
 * EfficientNet is refused because of its Rescaling layer.
 *
 * <p>Immutable until closed, and thread safe: threads share one graph of DL4J and take turns, and
 * the same image gives the same bits in every thread. Every thread that runs it keeps ND4J's
 * workspaces of its own. Closing waits for the run that has begun.
 */
public final class KerasBackbone implements Backbone {
  static final String KIND = "keras";

  private final Path path;
  private final long length;
  private final String sha256;
  private final Optional<byte[]> embedded;
  private final KerasSettings settings;
  private final KerasNetwork network;
  private final Map<String, Grid> grids;

  private KerasBackbone(
      KerasFile file,
      KerasSettings settings,
      KerasNetwork network,
      Map<String, Grid> grids,
      boolean embedded) {
    this.path = file.path();
    this.length = file.bytes().length;
    this.sha256 = file.sha256();
    this.embedded = embedded ? Optional.of(file.bytes()) : Optional.empty();
    this.settings = settings;
    this.network = network;
    this.grids = grids;
  }

  /** A backbone from a file, which is read when it is opened. */
  public static KerasBackboneBuilder of(Path file) {
    requireNonNull(file, "file");
    return new KerasBackboneBuilder(() -> KerasFile.read(file), KerasSettings.defaults(), true);
  }

  static KerasBackbone open(KerasFile file, KerasSettings settings, boolean embedded)
      throws ModelFileException {
    NativeBackend.load();
    LayerGraph all = LayerGraph.of(file);
    List<String> unknown = settings.layers().stream().filter(name -> !all.has(name)).toList();
    if (settings.layers().isEmpty() || !unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: %s; its layers, [channels, rows, columns]: %s"
              .formatted(
                  file.path(),
                  unknown.isEmpty() ? "no layers chosen" : "has no layers " + unknown,
                  KerasNetwork.describe(file, all.forImages(settings.width(), settings.height()))));
    }
    LayerGraph needed = all.upTo(settings.layers()).forImages(settings.width(), settings.height());
    KerasNetwork network = KerasNetwork.load(file, needed, settings.layers());
    KerasBackbone backbone =
        new KerasBackbone(
            file,
            settings.withSize(needed.width(), needed.height()),
            network,
            LayerGrids.of(needed),
            embedded);
    try {
      float[] gray = new float[backbone.values()];
      Arrays.fill(gray, 0.5f);
      backbone.run(gray);
      return backbone;
    } catch (RuntimeException e) {
      backbone.close();
      throw e;
    }
  }

  /**
   * The maps of an image.
   *
   * @param pixels planar RGB in [0, 1], {@code [3, height, width]}; not changed
   * @return the map {@code [1, channels, rows, columns]} of each layer, in the order of the
   *     settings
   * @throws IllegalArgumentException if the image is of another size
   * @throws IllegalStateException if the backbone is closed
   */
  @Override
  public Map<String, FeatureMap> run(float[] pixels) {
    checkArgument(
        pixels.length == values(),
        "an image of %s values; expected 3 * %s * %s",
        pixels.length,
        height(),
        width());
    return network.run(settings.normalized(pixels));
  }

  /**
   * The positions of the values of a layer's map: they follow from the sizes and strides of the
   * convolutions and poolings before it, centered in the image ({@link Grid#centered}). If another
   * layer changes the map's size, the cells fill the image evenly.
   */
  @Override
  public Grid grid(String layer, FeatureMap map) {
    Grid even = Grid.even(map.height(), map.width());
    Grid grid = grids.getOrDefault(layer, even);
    return grid.hasShapeOf(even) ? grid.centered() : even;
  }

  private int values() {
    return 3 * width() * height();
  }

  @Override
  public int width() {
    return settings.width();
  }

  @Override
  public int height() {
    return settings.height();
  }

  @Override
  public BackboneFile file() {
    return BackboneFile.of(KIND, path, length, sha256, settings);
  }

  @Override
  public Optional<byte[]> embedded() {
    return embedded;
  }

  /** The SHA-256 of the model's file, 64 lower-case hexadecimal digits. */
  public String sha256() {
    return sha256;
  }

  /** Frees the weights after the run that has begun; later runs are refused. */
  @Override
  public void close() {
    network.close();
  }

  @Override
  public String toString() {
    return "%s: images of %d x %d pixels to %s"
        .formatted(path, width(), height(), settings.layers());
  }
}
