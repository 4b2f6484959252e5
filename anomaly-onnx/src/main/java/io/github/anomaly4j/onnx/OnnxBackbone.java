package io.github.anomaly4j.onnx;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import ai.onnxruntime.OrtException;
import com.google.common.collect.Lists;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.onnx.OnnxModel.Tensor;
import io.github.anomaly4j.spi.Backbone;
import io.github.anomaly4j.spi.BackboneFile;
import io.github.anomaly4j.spi.FeatureMap;
import io.github.anomaly4j.spi.Grid;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A pretrained network that turns an image into feature maps: a model that the user brings as an
 * ONNX file, run by ONNX Runtime.
 *
 * <pre>{@code
 * AnomalyDetector detector =
 *     AnomalyDetector.builder()
 *         .features(
 *             OnnxBackbone.of(Path.of("resnet18.onnx"))
 *                 .layers("layer2", "layer3")
 *                 .imagenetNormalization())
 *         .train(ImageSet.folder(parts));
 * }</pre>
 *
 * <p>A layer may be any tensor of the model that holds a map: {@code [1, channels, rows, columns]};
 * {@code [1, rows, columns, channels]}; or {@code [1, tokens, channels]} of a vision transformer,
 * where up to eight class and register tokens before the patches are dropped and the patches form
 * the image's grid. The sizes tell which of the three it is: the cells of a map are square. Steps
 * of the model that no layer needs are not run.
 *
 * <p>A model that ONNX Runtime could run for ever, or that could fill the memory, is refused before
 * it is loaded: a model with loops, branches, functions or operators that feature extractors do not
 * need, with sizes that do not follow from the image's, with more than 2<sup>26</sup> values in one
 * tensor, 2<sup>28</sup> values at one time or 2<sup>40</sup> multiplications for an image. {@link
 * OnnxBackboneBuilder#uncheckedOperators} allows such models.
 *
 * <p>Immutable until closed, and thread safe: threads share one session, and the same image gives
 * the same bits in every thread. Closing waits for runs that have begun.
 */
public final class OnnxBackbone implements Backbone {
  /** How many of the last tensors a message names to choose from. */
  private static final int MAX_SHOWN = 12;

  static final String KIND = "onnx";

  private final Path file;
  private final long length;
  private final String sha256;
  private final Optional<byte[]> embedded;
  private final OnnxSettings settings;
  private final OnnxSession session;
  private final ImageInput input;
  private final LayerMaps maps;

  private OnnxBackbone(
      OnnxModel model,
      OnnxSettings settings,
      OnnxSession session,
      ImageInput input,
      LayerMaps maps,
      boolean embedded) {
    this.file = model.file();
    this.length = model.length();
    this.sha256 = model.sha256();
    this.embedded = embedded ? Optional.of(model.bytes()) : Optional.empty();
    this.settings = settings;
    this.session = session;
    this.input = input;
    this.maps = maps;
  }

  /** A backbone from a file, which is read when it is opened. */
  public static OnnxBackboneBuilder of(Path file) {
    requireNonNull(file, "file");
    return of(() -> OnnxModel.read(file));
  }

  /** A backbone from a model that is read already. */
  public static OnnxBackboneBuilder of(OnnxModel model) {
    requireNonNull(model, "model");
    return of(() -> model);
  }

  private static OnnxBackboneBuilder of(OnnxBackboneBuilder.Source source) {
    return new OnnxBackboneBuilder(source, OnnxSettings.defaults(), options -> {}, true, true);
  }

  static OnnxBackbone open(
      OnnxModel model,
      OnnxSettings settings,
      OnnxBackboneBuilder.SessionSetup setup,
      boolean checked,
      boolean embedded)
      throws ModelFileException {
    checkArgument(
        !settings.layers().isEmpty(),
        "%s: no layers chosen; some of its tensors: %s",
        model.file(),
        candidates(model));
    byte[] needed = model.withOutputs(settings.layers());
    if (checked) {
      // Checked before ONNX Runtime gets the model, because it runs steps that depend on no input
      // at once.
      OnnxModel.parse(needed, model.file()).check(settings);
    }
    OnnxSession session = OnnxSession.open(model.file(), needed, setup);
    try {
      ImageInput input = input(model.file(), session.inputs(), settings);
      OnnxSettings resolved =
          settings.withInput(input.name()).withSize(input.width(), input.height());
      LayerMaps maps = LayerMaps.probe(model, session, input, resolved);
      return new OnnxBackbone(model, resolved, session, input, maps, embedded);
    } catch (ModelFileException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private static List<String> candidates(OnnxModel model) {
    List<String> all =
        Stream.concat(model.inner().stream(), model.outputs().stream()).map(Tensor::name).toList();
    return Lists.reverse(all).stream().limit(MAX_SHOWN).toList();
  }

  private static ImageInput input(Path file, Map<String, long[]> inputs, OnnxSettings settings)
      throws ModelFileException {
    checkArgument(
        !inputs.isEmpty(),
        "%s: the layers %s need no input, but are constants; expected maps of an image",
        file,
        settings.layers());
    checkArgument(
        inputs.size() == 1,
        "%s: the layers %s need several inputs, %s; expected one, an image: choose other layers",
        file,
        settings.layers(),
        inputs.keySet());
    Map.Entry<String, long[]> only = inputs.entrySet().iterator().next();
    checkArgument(
        settings.input() == null || settings.input().equals(only.getKey()),
        "%s: has no input \"%s\" that the layers need; they need \"%s\"",
        file,
        settings.input(),
        only.getKey());
    return ImageInput.of(file, only.getKey(), only.getValue(), settings);
  }

  /**
   * The maps of an image.
   *
   * @param pixels planar RGB in [0, 1], {@code [3, height, width]} of {@link #settings()}; not
   *     changed
   * @return the map {@code [1, channels, rows, columns]} of each layer, in the order of the
   *     settings
   * @throws IllegalArgumentException if the image is of another size
   * @throws IllegalStateException if the backbone is closed, or ONNX Runtime fails
   */
  @Override
  public Map<String, FeatureMap> run(float[] pixels) {
    checkArgument(
        pixels.length == input.values(),
        "an image of %s values; expected 3 * %s * %s",
        pixels.length,
        input.height(),
        input.width());
    try {
      return maps.read(session.run(input, buffer -> input.write(pixels, settings, buffer)));
    } catch (OrtException e) {
      throw new IllegalStateException(file + ": ONNX Runtime failed: " + e.getMessage(), e);
    }
  }

  /**
   * The positions of the values of a layer's map: they follow from the sizes and strides of the
   * convolutions and poolings before it, centered in the image ({@link Grid#centered}). If another
   * step changes the map's size, such as an enlargement, the cells fill the image evenly.
   */
  @Override
  public Grid grid(String layer, FeatureMap map) {
    return maps.grid(layer);
  }

  /** The settings with nothing left open: the input's name and the size of images. */
  public OnnxSettings settings() {
    return settings;
  }

  @Override
  public int width() {
    return input.width();
  }

  @Override
  public int height() {
    return input.height();
  }

  @Override
  public BackboneFile file() {
    return BackboneFile.of(KIND, file, length, sha256, settings);
  }

  @Override
  public Optional<byte[]> embedded() {
    return embedded;
  }

  /** The SHA-256 of the model's file, 64 lower-case hexadecimal digits. */
  public String sha256() {
    return sha256;
  }

  /** Frees the session after the runs that have begun; later runs are refused. */
  @Override
  public void close() {
    session.close();
  }

  @Override
  public String toString() {
    return "%s: images of %d x %d pixels to %s"
        .formatted(file, input.width(), input.height(), settings.layers());
  }
}
