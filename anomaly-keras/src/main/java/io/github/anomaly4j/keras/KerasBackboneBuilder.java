package io.github.anomaly4j.keras;

import com.google.common.primitives.Floats;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.internal.keras.KerasFile;
import io.github.anomaly4j.spi.BackboneSource;
import io.github.anomaly4j.spi.Normalization;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/**
 * How a backbone is opened. Immutable: every method returns a new builder and rejects values that
 * cannot work; {@link #open} checks them against the model.
 *
 * <p>Defaults: pixel values as they are, red first; the size that the model was made for, else 224
 * x 224; a saved detector holds the model. Layers have no default.
 */
public final class KerasBackboneBuilder implements BackboneSource {
  private static final Normalization CAFFE =
      new Normalization(
          List.of(123.68f / 255, 116.779f / 255, 103.939f / 255),
          List.of(1f / 255, 1f / 255, 1f / 255));

  /** A source of the model. */
  @FunctionalInterface
  interface Source {
    KerasFile read() throws IOException;
  }

  private final Source source;
  private final KerasSettings settings;
  private final boolean embedded;

  KerasBackboneBuilder(Source source, KerasSettings settings, boolean embedded) {
    this.source = source;
    this.settings = settings;
    this.embedded = embedded;
  }

  /**
   * The layers whose maps are the features, by their names in the model, such as {@code
   * conv2_block3_out}; {@code model.summary()} lists them in Keras, and so does the message of a
   * name that does not exist.
   *
   * @throws IllegalArgumentException if one is named twice
   */
  public KerasBackboneBuilder layers(String... names) {
    return settings(settings.withLayers(List.of(names)));
  }

  /**
   * Normalizes by ImageNet's mean and standard deviation: Keras's mode "torch", for its DenseNet
   * and for weights that come from PyTorch.
   */
  public KerasBackboneBuilder imagenetNormalization() {
    return settings(settings.withNormalization(Normalization.IMAGENET, false));
  }

  /**
   * Values from -1 to 1: Keras's mode "tf", for its MobileNets, Inceptions, Xception and second
   * ResNets.
   */
  public KerasBackboneBuilder symmetricNormalization() {
    return settings(settings.withNormalization(Normalization.SYMMETRIC, false));
  }

  /**
   * Values from 0 to 255 minus ImageNet's mean, blue first: Keras's mode "caffe", for its VGGs and
   * first ResNets.
   */
  public KerasBackboneBuilder caffeNormalization() {
    return settings(settings.withNormalization(CAFFE, true));
  }

  /**
   * Normalizes to {@code (value - mean) / std} for a value in [0, 1], red first.
   *
   * @param mean of red, green and blue
   * @param std of red, green and blue, above 0
   * @throws IllegalArgumentException if there are not three of each, or one is out of range
   */
  public KerasBackboneBuilder normalization(float[] mean, float[] std) {
    return settings(
        settings.withNormalization(
            new Normalization(Floats.asList(mean), Floats.asList(std)), false));
  }

  /**
   * The size of images. It may differ from the size that the model was made for if all its layers
   * work on any size, as convolutions do.
   *
   * @param width in pixels, from 1 to 4096; 0 for the model's own, or 224 where it takes any
   * @param height likewise
   */
  public KerasBackboneBuilder inputSize(int width, int height) {
    return settings(settings.withSize(width, height));
  }

  /**
   * A saved detector refers to the model's file, by its name, length and SHA-256, instead of
   * holding it. The detector is smaller, and needs that file, which is looked for in the detector's
   * folder or where {@link io.github.anomaly4j.DetectorLoader} says.
   */
  public KerasBackboneBuilder asReference() {
    return new KerasBackboneBuilder(source, settings, false);
  }

  private KerasBackboneBuilder settings(KerasSettings settings) {
    return new KerasBackboneBuilder(source, settings, embedded);
  }

  /**
   * Loads the model and runs it once, to find the shapes of its layers' maps.
   *
   * @return the backbone, to be closed
   * @throws IllegalArgumentException if the model cannot do what the settings ask for, such as a
   *     layer that does not exist or holds no map, or a size that it does not take
   * @throws NoSuchFileException if there is no such file
   * @throws ModelFileException if no settings would help: it is no HDF5 file, holds no Keras 2
   *     model, takes no color image, or needs a layer that DL4J cannot import
   * @throws IOException if it cannot be read
   */
  @Override
  public KerasBackbone open() throws IOException {
    return KerasBackbone.open(source.read(), settings, embedded);
  }
}
