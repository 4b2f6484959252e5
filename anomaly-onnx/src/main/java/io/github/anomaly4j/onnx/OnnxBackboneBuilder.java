package io.github.anomaly4j.onnx;

import static java.util.Objects.requireNonNull;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.common.primitives.Floats;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.spi.BackboneSource;
import io.github.anomaly4j.spi.Normalization;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/**
 * How a backbone is opened. Immutable: every method returns a new builder and rejects values that
 * cannot work; {@link #open} checks them against the model.
 *
 * <p>Defaults: pixel values as they are; the size that the model fixes, else 224 x 224; channels
 * first; the only input; ONNX Runtime's own session options, except that its threads do not spin
 * while they wait; a saved detector holds the model. Layers have no default.
 */
public final class OnnxBackboneBuilder implements BackboneSource {
  /** Sets options of a session, such as {@code options -> options.setIntraOpNumThreads(2)}. */
  @FunctionalInterface
  public interface SessionSetup {
    /**
     * Sets the options.
     *
     * @throws OrtException if ONNX Runtime refuses one, which {@link #open} then does
     */
    void accept(OrtSession.SessionOptions options) throws OrtException;
  }

  /** A source of the model. */
  @FunctionalInterface
  interface Source {
    OnnxModel read() throws IOException;
  }

  private final Source source;
  private final OnnxSettings settings;
  private final SessionSetup setup;
  private final boolean checked;
  private final boolean embedded;

  OnnxBackboneBuilder(
      Source source, OnnxSettings settings, SessionSetup setup, boolean checked, boolean embedded) {
    this.source = source;
    this.settings = settings;
    this.setup = setup;
    this.checked = checked;
    this.embedded = embedded;
  }

  /**
   * The tensors whose maps are the features, by their names in the model: outputs or inner tensors,
   * which {@link OnnxModel} lists.
   *
   * @throws IllegalArgumentException if one is named twice
   */
  public OnnxBackboneBuilder layers(String... names) {
    return settings(settings.withLayers(List.of(names)));
  }

  /** The tensor that receives the image; by default the only input that the layers need. */
  public OnnxBackboneBuilder input(String name) {
    return settings(settings.withInput(name));
  }

  /** Normalizes by ImageNet's mean and standard deviation, which most published weights need. */
  public OnnxBackboneBuilder imagenetNormalization() {
    return settings(settings.withNormalization(Normalization.IMAGENET));
  }

  /** Values from -1 to 1, which models from TensorFlow often need. */
  public OnnxBackboneBuilder symmetricNormalization() {
    return settings(settings.withNormalization(Normalization.SYMMETRIC));
  }

  /**
   * Normalizes to {@code (value - mean) / std} for a value in [0, 1].
   *
   * @param mean of red, green and blue
   * @param std of red, green and blue, above 0
   * @throws IllegalArgumentException if there are not three of each, or one is out of range
   */
  public OnnxBackboneBuilder normalization(float[] mean, float[] std) {
    return settings(
        settings.withNormalization(new Normalization(Floats.asList(mean), Floats.asList(std))));
  }

  /**
   * The size of images.
   *
   * @param width in pixels, from 1 to 4096; 0 for the model's own, or 224 where it takes any
   * @param height likewise
   */
  public OnnxBackboneBuilder inputSize(int width, int height) {
    return settings(settings.withSize(width, height));
  }

  /** The model takes {@code [1, height, width, 3]}, as those from TensorFlow mostly do. */
  public OnnxBackboneBuilder channelsLast() {
    return settings(settings.withChannelsLast(true));
  }

  /** Replaces all settings above, as a saved file may hold them. */
  public OnnxBackboneBuilder settings(OnnxSettings settings) {
    return new OnnxBackboneBuilder(
        source, requireNonNull(settings, "settings"), setup, checked, embedded);
  }

  /** The settings so far; those of an open backbone name the input and the size too. */
  public OnnxSettings settings() {
    return settings;
  }

  /**
   * Sets options of ONNX Runtime's session, such as threads or the device. Called once by every
   * {@link #open}. Another device gives results that differ in the last bits; for a GPU, replace
   * the artifact {@code onnxruntime} by {@code onnxruntime_gpu}.
   */
  public OnnxBackboneBuilder sessionOptions(SessionSetup setup) {
    return new OnnxBackboneBuilder(
        source, settings, requireNonNull(setup, "setup"), checked, embedded);
  }

  /**
   * Runs a model without checking its steps and their needs: only for a model whose maker you know.
   * A detector that holds it is loaded with {@link io.github.anomaly4j.DetectorLoader#backbone} and
   * this setting, since what a detector's file holds is always checked.
   */
  public OnnxBackboneBuilder uncheckedOperators() {
    return new OnnxBackboneBuilder(source, settings, setup, false, embedded);
  }

  /**
   * A saved detector refers to the model's file, by its name, length and SHA-256, instead of
   * holding it. The detector is smaller, and needs that file, which is looked for in the detector's
   * folder or where {@link io.github.anomaly4j.DetectorLoader} says.
   */
  public OnnxBackboneBuilder asReference() {
    return new OnnxBackboneBuilder(source, settings, setup, checked, false);
  }

  /**
   * Loads the model and runs it once, to find the shapes of its layers' maps.
   *
   * @return the backbone, to be closed
   * @throws IllegalArgumentException if the model cannot do what the settings ask for, such as a
   *     layer that does not exist or holds no map, or a size that it does not take
   * @throws NoSuchFileException if there is no such file
   * @throws ModelFileException if no settings would help: it is no ONNX model, is refused by ONNX
   *     Runtime, takes no color image in float32, or needs more than {@link OnnxBackbone} says
   * @throws IOException if it cannot be read
   * @throws io.github.anomaly4j.natives.NativeBackendException if ONNX Runtime's native library
   *     cannot be unpacked or loaded
   */
  @Override
  public OnnxBackbone open() throws IOException {
    return OnnxBackbone.open(source.read(), settings, setup, checked, embedded);
  }
}
