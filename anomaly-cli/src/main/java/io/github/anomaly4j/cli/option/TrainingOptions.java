package io.github.anomaly4j.cli.option;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.area.Areas;
import io.github.anomaly4j.cli.progress.CommandLineProgress;
import io.github.anomaly4j.cli.text.ErrorMessage;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.config.Features;
import io.github.anomaly4j.config.Preset;
import io.github.anomaly4j.config.Routing;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.image.PixelRange;
import io.github.anomaly4j.internal.evidence.EvidenceKinds;
import io.github.anomaly4j.progress.TrainingProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/**
 * The options of all commands that train. What is not given has the library's default.
 *
 * <p>Long because every option states here what it does.
 */
public final class TrainingOptions {
  /** Patches are described at this distance from each other. */
  private static final int MIN_MULTIPLE = 8;

  @Option(
      names = "--image-size",
      paramLabel = "N",
      description =
          "Fit images into N x N pixels, their aspect ratio kept: the larger, the finer the"
              + " defects that are seen, and the slower. A multiple of 16, or of more with a greater"
              + " --depth; by default 256, quickstart 128.")
  private Integer imageSize;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description =
          "How much time training may take: ${COMPLETION-CANDIDATES}. Under ten minutes, under an"
              + " hour and overnight, for a dozen products on two cores; by default BALANCED,"
              + " quickstart less than any. Other options override its settings.")
  private Preset preset;

  @Option(
      names = "--poses",
      paramLabel = "N",
      description =
          "Learn every normal image in N other poses too (by the preset 1, 2 or 4): shifted a"
              + " little, and turned by quarters where the images show the product in every"
              + " direction. 0 if a product in another pose is defective.")
  private Integer poses;

  @Option(
      names = "--features",
      paramLabel = "KIND",
      description =
          "What patches are described by: ${COMPLETION-CANDIDATES}. By default SCATTERING, which"
              + " needs no training and was the best by far.")
  private Features features;

  @Option(
      names = "--range",
      paramLabel = "LOW,HIGH",
      converter = Range.class,
      description =
          "The stored numbers that are black and white, such as 0,4095, of images in floating point"
              + " and of cameras of 10 to 14 bits. By default that of such cameras is learned, and"
              + " floats outside 0,1 are refused unless their files tell it. It is saved with the"
              + " model.")
  private PixelRange range;

  @Option(
      names = "--areas",
      paramLabel = "FILE",
      description =
          "Look only at some areas of the images of some products: a JSON file such as"
              + " {\"screw\": {\"width\": 1024, \"height\": 1024, \"areas\": [{\"mode\":"
              + " \"ignore\", \"box\": [0, 0, 1024, 90]}]}}. A mode is include or ignore; a shape is box"
              + " (x, y, width, height), polygon (a list of corners) or mask (an image file, white where"
              + " it applies); an included area may have a name and a mapThreshold. They are saved with"
              + " the model.")
  private Path areas;

  @Option(
      names = "--registration",
      split = ",",
      arity = "0..1",
      fallbackValue = "0.05,8",
      paramLabel = "SHIFT,DEGREES",
      description =
          "Shift and turn each image so that its part lies as usual before it is scored; for rigid parts"
              + " that lie nearly in one place. Gives how far off a part may lie along each axis, as a"
              + " share of the longer side (at most 0.25), and how far it may be turned (at most 45"
              + " degrees); without a value 0.05,8. By default images are taken as they are.")
  private List<Double> registration;

  @Mixin private NetworkOptions network;

  @Mixin private BackboneOptions backbone;

  @Mixin private DecodingOptions decoding;

  @Mixin private TilesOption tiles;

  @Option(
      names = "--evidence",
      split = ",",
      paramLabel = "KIND=WEIGHT",
      description =
          "What images are scored by, and the weight of each kind: patch, detail, backbone,"
              + " gaussian, image, mask, reconstruction, gradient, features, bottleneck, spread. A"
              + " kind of weight 0 is shown and does not count. By default"
              + " patch=2,detail=0,image=1,backbone=3; patch=1,detail=0,image=1 is faster."
              + " A network is trained only for the last six, or for --features.")
  private Map<Evidence, Double> evidence;

  @Option(
      names = "--restoration",
      description =
          "Train a network though it does not count, so that the model can show the image as the"
              + " network restores it, and the network's damage mask.")
  private boolean restoration;

  @Option(
      names = "--routing",
      paramLabel = "KIND",
      description =
          "How an image's product is found: ${COMPLETION-CANDIDATES}. By default DISCRIMINANT.")
  private Routing routing;

  @Option(
      names = "--unknown-products",
      arity = "1",
      paramLabel = "BOOLEAN",
      description =
          "Whether an image of a product that was not learned gets the verdict UNKNOWN_PRODUCT:"
              + " true or false. By default true for several products.")
  private Boolean unknownProducts;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The same seed, images and machine give the same model.")
  private Long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Train on up to N threads, at least 1; as many as there are processors by default. The"
              + " model does not depend on it.")
  private Integer threads;

  @Option(names = "--quiet", description = "Do not show progress.")
  private boolean quiet;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  /** A builder with the library's defaults, changed by what was given. */
  public AnomalyDetectorBuilder builder() {
    return builder(TrainingDefaults.LIBRARY, evidence);
  }

  /**
   * A builder with a command's defaults, changed by what was given.
   *
   * @param weights of the evidence, {@link #evidence()} or less; without the backbone if none of it
   *     needs one
   */
  public AnomalyDetectorBuilder builder(TrainingDefaults defaults, Map<Evidence, Double> weights) {
    try {
      int size = imageSize == null ? defaults.imageSize() : imageSize;
      AnomalyDetectorBuilder builder =
          AnomalyDetector.builder()
              .preset(preset == null ? defaults.preset() : preset)
              .imageSize(size, size);
      NetworkOptions.requireMultiple(
          "--image-size", size, Math.max(MIN_MULTIPLE, network.shape().sizeMultiple()));
      network.apply(builder, preset == null ? defaults.training() : preset.training(), size);
      applyScoring(builder, weights);
      decoding.apply(builder);
      if (areas != null) {
        Areas.read(areas, decoding.limits()).forEach(builder::areas);
      }
      tiles.apply(builder);
      if (registration != null) {
        checkArgument(
            registration.size() == 2, "--registration takes SHIFT,DEGREES, was %s", registration);
        builder.registration(registration.get(0), registration.get(1));
      }
      if (range != null) {
        builder.pixelRange(range);
      }
      if (threads != null) {
        builder.threads(threads);
      }
      if (seed != null) {
        builder.seed(seed);
      }
      return builder.listener(
          quiet ? TrainingProgress.none() : new CommandLineProgress(TrainingProgress.console()));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    } catch (IOException e) {
      throw new ParameterException(spec.commandLine(), "--areas: " + ErrorMessage.of(e), e);
    }
  }

  /** A builder with tiles, those that were given or others. */
  public AnomalyDetectorBuilder tiledBuilder(int size, int overlap) {
    AnomalyDetectorBuilder builder = builder();
    int side = imageSize == null ? TrainingDefaults.LIBRARY.imageSize() : imageSize;
    try {
      tiles.check(size, overlap, side);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    return tiles.isGiven() ? builder : builder.tiles(size, overlap);
  }

  /**
   * The length in pixels of an image that holds a number of tiles in a row.
   *
   * @param size of a tile if none was given on the command line
   * @param overlap likewise
   * @param count the number of tiles
   */
  public int tiledLength(int size, int overlap, int count) {
    return tiles.length(size, overlap, count);
  }

  private void applyScoring(AnomalyDetectorBuilder builder, Map<Evidence, Double> weights) {
    if (poses != null) {
      builder.poses(poses);
    }
    if (features != null) {
      builder.features(features);
    }
    // One that is not needed is told to be wrong, but where its evidence is left out on purpose.
    if (weights == null
        || weights.equals(evidence)
        || !EvidenceKinds.needingBackbone(weights.keySet()).isEmpty()) {
      backbone.apply(builder);
    }
    if (restoration) {
      builder.restoration();
    }
    if (weights != null) {
      builder.evidence(weights);
    }
    if (routing != null) {
      builder.routing(routing);
    }
    if (unknownProducts != null) {
      builder.unknownProducts(unknownProducts);
    }
  }

  /** Keeps the epochs of one of several trainings in a folder of its name, if they are kept. */
  public AnomalyDetectorBuilder keepEpochs(AnomalyDetectorBuilder builder, String name) {
    network.keepEpochs(builder, name);
    return builder;
  }

  /** The evidence that was given, or the default's. */
  public Map<Evidence, Double> evidence() {
    return evidence == null ? Evidence.defaultWeights() : evidence;
  }

  /** The network's default shape, changed by what was given. */
  public UNetConfig network() {
    try {
      return network.shape();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /**
   * Makes the folder of the epochs, if they are kept.
   *
   * @param images in which it must not be
   */
  public void prepareEpochs(Path images) throws IOException {
    network.prepareEpochs(images, spec);
  }

  /** Two numbers. */
  static final class Range implements ITypeConverter<PixelRange> {
    @Override
    public PixelRange convert(String text) {
      String[] ends = text.split(",", -1);
      try {
        if (ends.length == 2) {
          return new PixelRange(
              Double.parseDouble(ends[0].strip()), Double.parseDouble(ends[1].strip()));
        }
      } catch (NumberFormatException e) {
        throw new TypeConversionException("'" + text + "' is no range such as 0,4095");
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException("'" + text + "': " + e.getMessage());
      }
      throw new TypeConversionException("'" + text + "' is no range such as 0,4095");
    }
  }

  /** How images are read. */
  public DecodingOptions decoding() {
    return decoding;
  }

  /** Whether progress is shown. */
  public boolean quiet() {
    return quiet;
  }

  /** The seed that was given, or another. */
  public long seedOr(long other) {
    return seed == null ? other : seed;
  }
}
