package io.github.anomaly4j.cli.option;

import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.keras.KerasBackbone;
import io.github.anomaly4j.keras.KerasBackboneBuilder;
import io.github.anomaly4j.onnx.OnnxBackbone;
import io.github.anomaly4j.onnx.OnnxBackboneBuilder;
import io.github.anomaly4j.spi.BackboneSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options of a backbone: a pretrained network, the library's own or another. */
public final class BackboneOptions {
  /** How pixel values are normalized. */
  enum Normalization {
    /** Less ImageNet's mean, over its deviation. */
    IMAGENET,
    /** Values from -1 to 1. */
    SYMMETRIC,
    /** Keras's "caffe": values to 255 less ImageNet's mean, blue first; for Keras models alone. */
    CAFFE,
    /** Values in [0, 1]. */
    NONE
  }

  @Option(
      names = "--backbone",
      paramLabel = "FILE",
      description =
          "Describe patches by this ONNX model, which was trained elsewhere, in place of the"
              + " library's own trunk, which was trained on drawn images. With --evidence backbone=1"
              + " by it alone; with gaussian=1 by position Gaussians (PaDiM), for products that are"
              + " always in the same place. 'anomaly backbone FILE' lists its layers. A Keras 2 model, .h5, is slower;"
              + " without --layers, its layers are listed.")
  private Path file;

  @Option(
      names = "--layers",
      split = ",",
      paramLabel = "NAME",
      description = "The layers of the backbone that patches are described by.")
  private List<String> layers;

  @Option(
      names = "--normalization",
      paramLabel = "KIND",
      defaultValue = "IMAGENET",
      description =
          "How pixel values are normalized for the backbone: ${COMPLETION-CANDIDATES}; by default"
              + " ${DEFAULT-VALUE}.")
  private Normalization normalization;

  @Option(
      names = "--backbone-size",
      paramLabel = "N",
      description =
          "Give the backbone images of N x N pixels; by default what it was made for, or 224.")
  private Integer size;

  @Option(
      names = "--backbone-bank",
      paramLabel = "N",
      description =
          "Patches in a product's memory bank of the backbone's, at most (by the preset 2500,"
              + " 10000 or 20000).")
  private Integer memoryBankSize;

  @Option(
      names = "--channels-last",
      description = "The backbone takes [1, height, width, 3], as those from TensorFlow mostly do.")
  private boolean channelsLast;

  @Option(
      names = "--backbone-as-reference",
      description = "Name the backbone's file in the model, in place of copying it into it.")
  private boolean asReference;

  @Option(
      names = "--unchecked-operators",
      description =
          "Run an ONNX model that has loops, branches, functions or sizes that depend on the image:"
              + " only if you trust its author.")
  private boolean unchecked;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  /** Sets the backbone, if one was given. */
  public void apply(AnomalyDetectorBuilder builder) {
    source().ifPresent(builder::features);
    if (memoryBankSize != null) {
      builder.backboneBankSize(memoryBankSize);
    }
  }

  private Optional<BackboneSource> source() {
    if (file == null) {
      if (layers != null || size != null || channelsLast || unchecked || asReference) {
        throw new ParameterException(
            spec.commandLine(),
            "--layers, --backbone-size, --channels-last, --unchecked-operators and"
                + " --backbone-as-reference go with a --backbone");
      }
      return Optional.empty();
    }
    if (file.toString().endsWith(".h5")) {
      return Optional.of(keras());
    }
    if (layers == null) {
      throw new ParameterException(
          spec.commandLine(), "--backbone needs --layers; 'anomaly backbone FILE' lists them");
    }
    OnnxBackboneBuilder builder = OnnxBackbone.of(file).layers(layers.toArray(String[]::new));
    builder =
        switch (normalization) {
          case IMAGENET -> builder.imagenetNormalization();
          case SYMMETRIC -> builder.symmetricNormalization();
          case CAFFE ->
              throw new ParameterException(
                  spec.commandLine(), "--normalization CAFFE is for a Keras model, .h5");
          case NONE -> builder;
        };
    builder = size == null ? builder : builder.inputSize(size, size);
    builder = channelsLast ? builder.channelsLast() : builder;
    builder = unchecked ? builder.uncheckedOperators() : builder;
    return Optional.of(asReference ? builder.asReference() : builder);
  }

  private BackboneSource keras() {
    KerasBackboneBuilder builder = KerasBackbone.of(file);
    builder = layers == null ? builder : builder.layers(layers.toArray(String[]::new));
    builder =
        switch (normalization) {
          case IMAGENET -> builder.imagenetNormalization();
          case SYMMETRIC -> builder.symmetricNormalization();
          case CAFFE -> builder.caffeNormalization();
          case NONE -> builder;
        };
    builder = size == null ? builder : builder.inputSize(size, size);
    return asReference ? builder.asReference() : builder;
  }
}
