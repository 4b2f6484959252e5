package io.github.anomaly4j.onnx;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import ai.onnxruntime.OrtException;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import com.google.common.collect.Lists;
import com.google.common.collect.Maps;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.onnx.OnnxModel.Tensor;
import io.github.anomaly4j.spi.Backbone;
import io.github.anomaly4j.spi.BackboneFile;
import io.github.anomaly4j.spi.FeatureMap;
import io.github.anomaly4j.spi.Grid;
import java.nio.file.Path;
import java.util.Arrays;
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
 * where up to eight class and register tokens before the patches are dropped and the patches make
 * up the image's grid. Which of them it is shows in its sizes: cells of a map are as wide as high.
 * Steps of the model that no layer needs are not run.
 *
 * <p>A model whose steps ONNX Runtime would do for ever, or that would fill the memory, is refused
 * before it is loaded: with loops, branches, functions or operators that feature extractors do not
 * need, with sizes that do not follow from the image's, with more than 2<sup>26</sup> values in a
 * tensor, 2<sup>28</sup> at a time or 2<sup>40</sup> multiplications for an image; {@link
 * OnnxBackboneBuilder#uncheckedOperators} allows them.
 *
 * <p>Immutable until closed, and thread safe: threads share one session, and the same image gives
 * the same bits whichever runs it. Closing waits for runs.
 */
public final class OnnxBackbone implements Backbone {
  /** Of the tensors to choose from, a message names so many of the last. */
  private static final int SHOWN = 12;

  static final String KIND = "onnx";

  private final Path file;
  private final long length;
  private final String sha256;
  private final Optional<byte[]> embedded;
  private final OnnxSettings settings;
  private final OnnxSession session;
  private final ImageInput input;
  private final Map<String, MapLayout> layouts;
  private final Map<String, Grid> grids;

  private OnnxBackbone(
      OnnxModel model,
      OnnxSettings settings,
      OnnxSession session,
      ImageInput input,
      Map<String, MapLayout> layouts,
      boolean embedded) {
    this.file = model.file();
    this.length = model.length();
    this.sha256 = model.sha256();
    this.embedded = embedded ? Optional.of(model.bytes()) : Optional.empty();
    this.settings = settings;
    this.session = session;
    this.input = input;
    this.layouts = layouts;
    this.grids = grids(model, input, layouts);
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
      // Before the runtime sees it, which runs at once what depends on no input.
      OnnxModel.parse(needed, model.file()).check(settings);
    }
    OnnxSession session = OnnxSession.open(model.file(), needed, setup);
    try {
      ImageInput input = input(model.file(), session.inputs(), settings);
      OnnxSettings resolved =
          settings.withInput(input.name()).withSize(input.width(), input.height());
      Map<String, MapLayout> layouts = layouts(model.file(), session, input, resolved);
      return new OnnxBackbone(model, resolved, session, input, layouts, embedded);
    } catch (ModelFileException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private static List<String> candidates(OnnxModel model) {
    List<String> all =
        Stream.concat(model.inner().stream(), model.outputs().stream()).map(Tensor::name).toList();
    return Lists.reverse(all).stream().limit(SHOWN).toList();
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
    Map.Entry<String, long[]> only = Iterables.getOnlyElement(inputs.entrySet());
    checkArgument(
        settings.input() == null || settings.input().equals(only.getKey()),
        "%s: has no input \"%s\" that the layers need; they need \"%s\"",
        file,
        settings.input(),
        only.getKey());
    return ImageInput.of(file, only.getKey(), only.getValue(), settings);
  }

  /** Of what a gray image gives, since few models say what shapes their tensors have. */
  private static Map<String, MapLayout> layouts(
      Path file, OnnxSession session, ImageInput input, OnnxSettings settings) {
    float[] gray = new float[input.values()];
    Arrays.fill(gray, 0.5f);
    Map<String, OnnxSession.Output> outputs;
    try {
      outputs = session.run(input, buffer -> input.write(gray, settings, buffer));
    } catch (OrtException e) {
      throw new IllegalArgumentException(
          "%s: cannot run on an image of %d x %d pixels; choose another inputSize: %s"
              .formatted(file, input.width(), input.height(), e.getMessage()),
          e);
    }
    ImmutableMap.Builder<String, MapLayout> layouts = ImmutableMap.builder();
    for (String layer : settings.layers()) {
      layouts.put(layer, layout(file, layer, outputs.get(layer).shape(), input));
    }
    return layouts.buildOrThrow();
  }

  private static MapLayout layout(Path file, String layer, long[] shape, ImageInput input) {
    checkArgument(
        shape.length > 0, "%s: layer \"%s\" holds no float32 tensor; choose another", file, layer);
    return MapLayout.of(shape, input.width(), input.height(), input.channelsLast())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    ("%s: layer \"%s\" gives %s for an image of %d x %d pixels; expected a map,"
                            + " [1, channels, rows, columns], or [1, tokens, channels] with a token"
                            + " for each patch and up to 8 before them: choose an earlier layer")
                        .formatted(
                            file, layer, Arrays.toString(shape), input.width(), input.height())));
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
    Map<String, OnnxSession.Output> outputs;
    try {
      outputs = session.run(input, buffer -> input.write(pixels, settings, buffer));
    } catch (OrtException e) {
      throw new IllegalStateException(file + ": ONNX Runtime failed: " + e.getMessage(), e);
    }
    ImmutableMap.Builder<String, FeatureMap> maps = ImmutableMap.builder();
    layouts.forEach((layer, layout) -> maps.put(layer, map(layer, layout, outputs.get(layer))));
    return maps.buildOrThrow();
  }

  /** Even ones for maps that lie where their model does not say. */
  private static Map<String, Grid> grids(
      OnnxModel model, ImageInput input, Map<String, MapLayout> layouts) {
    Map<String, Grid> told = model.grids(input.name(), input.width(), input.height());
    return ImmutableMap.copyOf(
        Maps.transformEntries(
            layouts,
            (layer, layout) -> {
              Grid even = Grid.even(layout.rows(), layout.columns());
              Grid grid = told.getOrDefault(layer, even);
              return grid.hasShapeOf(even) ? grid.centered() : even;
            }));
  }

  private FeatureMap map(String layer, MapLayout layout, OnnxSession.Output output) {
    MapLayout now =
        MapLayout.of(output.shape(), input.width(), input.height(), input.channelsLast())
            .orElse(null);
    checkState(
        layout.equals(now),
        "%s: layer \"%s\" changes its shape with the image, here to %s",
        file,
        layer,
        Arrays.toString(output.shape()));
    return layout.read(output.values());
  }

  /**
   * Where the values of a layer's map stand, by the sizes and strides of the windows of the
   * convolutions and poolings before it, in the middle of the image ({@link Grid#centered}). Where
   * something else changes the map's size, such as an enlargement, the cells are taken to fill the
   * image evenly.
   */
  @Override
  public Grid grid(String layer, FeatureMap map) {
    return grids.get(layer);
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

  /** Frees the session, once what runs has ended; runs from then on are refused. */
  @Override
  public void close() {
    session.close();
  }

  @Override
  public String toString() {
    return "%s: images of %d x %d pixels to %s"
        .formatted(file, input.width(), input.height(), layouts.keySet());
  }
}
