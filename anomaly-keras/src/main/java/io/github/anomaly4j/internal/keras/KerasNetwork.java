package io.github.anomaly4j.internal.keras;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableMap;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.internal.natives.OneThread;
import io.github.anomaly4j.spi.FeatureMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.modelimport.keras.KerasLayer;
import org.deeplearning4j.nn.modelimport.keras.KerasModel;
import org.deeplearning4j.nn.modelimport.keras.exceptions.InvalidKerasConfigurationException;
import org.deeplearning4j.nn.modelimport.keras.exceptions.UnsupportedKerasConfigurationException;
import org.deeplearning4j.nn.modelimport.keras.utils.KerasModelUtils;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;

/** The layers of a model in DL4J. Thread safe: DL4J's graph is not, so runs take turns. */
public final class KerasNetwork implements AutoCloseable {
  /** The suffixes that TensorFlow appends to the names of weights. */
  private static final Pattern SUFFIX = Pattern.compile("(_\\d+)?(:\\d+)?$");

  /** Holds results, which the garbage collector would have to free otherwise. */
  private static final String WORKSPACE = "ANOMALY4J_KERAS";

  private static final WorkspaceConfiguration CONFIGURATION =
      WorkspaceConfiguration.builder()
          .initialSize(0)
          .policyLearning(LearningPolicy.FIRST_LOOP)
          .policyAllocation(AllocationPolicy.STRICT)
          .policyReset(ResetPolicy.BLOCK_LEFT)
          .policySpill(SpillPolicy.REALLOCATE)
          .build();

  private final Path path;
  private final int height;
  private final int width;
  private final List<String> outputs;
  private final Map<String, InputType> types;
  private final ComputationGraph graph;
  private boolean closed;

  private KerasNetwork(
      Path path,
      LayerGraph layers,
      List<String> outputs,
      Map<String, InputType> types,
      ComputationGraph graph) {
    this.path = path;
    this.height = layers.height();
    this.width = layers.width();
    this.outputs = outputs;
    this.types = types;
    this.graph = graph;
  }

  /**
   * Imports layers and their weights.
   *
   * @param layers for images of a size
   * @param outputs the layers to read
   * @throws ModelFileException if DL4J cannot import them
   */
  public static KerasNetwork load(KerasFile file, LayerGraph layers, List<String> outputs)
      throws ModelFileException {
    LayerSizes.check(file, layers);
    try {
      KerasModel model = model(layers, outputs);
      for (KerasLayer layer : model.getLayersOrdered()) {
        if (layer.getNumParams() > 0) {
          layer.setWeights(weights(file, layer.getLayerName()));
        }
      }
      ComputationGraphConfiguration configuration = model.getComputationGraphConfiguration();
      copyOutputs(configuration, outputs);
      ComputationGraph graph = new ComputationGraph(configuration);
      initialize(graph);
      WeightShapes.check(file.path(), graph, model.getLayersOrdered());
      KerasModelUtils.copyWeightsToModel(graph, model.getLayers());
      return new KerasNetwork(file.path(), layers, outputs, model.getOutputTypes(), graph);
    } catch (UnsupportedKerasConfigurationException
        | InvalidKerasConfigurationException
        | RuntimeException e) {
      throw ModelProblem.of(file.path(), reason(layers, e), e);
    } catch (ModelFileException e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalStateException("reading a description from memory failed", e);
    }
  }

  /**
   * A description of every layer for a message: the shape of its map, or only its type if not all
   * layers can be imported.
   *
   * @param layers for images of a size
   */
  public static List<String> describe(KerasFile file, LayerGraph layers) {
    Map<String, InputType> types = Map.of();
    try {
      LayerSizes.check(file, layers);
      List<Layer> all = layers.layers();
      types = model(layers, List.of(all.get(all.size() - 1).name())).getOutputTypes();
    } catch (UnsupportedKerasConfigurationException
        | InvalidKerasConfigurationException
        | IOException
        | RuntimeException e) {
      // The message is useful without the shapes, too.
    }
    List<String> described = new ArrayList<>();
    for (Layer layer : layers.layers()) {
      if (types.get(layer.name()) instanceof InputType.InputTypeConvolutional map) {
        described.add(
            "%s [%d, %d, %d]"
                .formatted(layer.name(), map.getChannels(), map.getHeight(), map.getWidth()));
      } else if (types.isEmpty()) {
        described.add("%s (%s)".formatted(layer.name(), layer.type()));
      }
    }
    return described;
  }

  private static KerasModel model(LayerGraph layers, List<String> outputs)
      throws IOException,
          InvalidKerasConfigurationException,
          UnsupportedKerasConfigurationException {
    return new KerasModel().modelBuilder().modelJson(layers.describe(outputs)).buildModel();
  }

  private static Map<String, INDArray> weights(KerasFile file, String layer)
      throws ModelFileException {
    Map<String, INDArray> weights = new HashMap<>();
    for (LayerWeights.Weight weight : file.weights(layer)) {
      String name = weight.name().substring(weight.name().lastIndexOf('/') + 1);
      weights.put(
          SUFFIX.matcher(name).replaceFirst(""),
          Nd4j.createFromArray(weight.values())
              .reshape(Arrays.stream(weight.shape()).asLongStream().toArray()));
    }
    return weights;
  }

  /** Restores ND4J's random numbers, which DL4J seeds here: they are the caller's. */
  private static void initialize(ComputationGraph graph) {
    Random random = Nd4j.getRandom();
    long root = random.rootState();
    long node = random.nodeState();
    try {
      graph.init();
    } finally {
      random.setStates(root, node);
    }
  }

  /**
   * Adds outputs that are copies and that no layer reads: if other layers read an output too, DL4J
   * mixes up its workspaces and overwrites the output.
   */
  private static void copyOutputs(
      ComputationGraphConfiguration configuration, List<String> outputs) {
    List<String> copies = new ArrayList<>();
    for (String name : outputs) {
      String copy = name + "/output";
      configuration.getVertices().put(copy, new ScaleVertex(1));
      configuration.getVertexInputs().put(copy, List.of(name));
      copies.add(copy);
    }
    configuration.setNetworkOutputs(copies);
    configuration.setTopologicalOrder(null);
    configuration.setTopologicalOrderStr(null);
  }

  /** DL4J's message, and the layers that it names. */
  private static String reason(LayerGraph layers, Exception e) {
    String message =
        String.valueOf(e.getMessage()).lines().findFirst().orElse("").split("\\. Please")[0];
    String culprits =
        layers.layers().stream()
            .filter(layer -> mentions(message, layer.type()) || mentions(message, layer.name()))
            .map(layer -> "\"%s\" (%s)".formatted(layer.name(), layer.type()))
            .distinct()
            .collect(Collectors.joining(", "));
    return culprits.isEmpty()
        ? "DL4J says: " + message
        : "layer %s: DL4J says: %s".formatted(culprits, message);
  }

  private static boolean mentions(String message, String name) {
    return Pattern.compile("\\b" + Pattern.quote(name) + "\\b").matcher(message).find();
  }

  /**
   * The maps of an image.
   *
   * @param image {@code [height, width, 3]}
   * @return a map for each output, in their order
   * @throws IllegalArgumentException if an output is no map, or the layers do not take such an
   *     image
   * @throws IllegalStateException if this is closed
   */
  public synchronized Map<String, FeatureMap> run(float[] image) {
    checkState(!closed, "%s: the backbone is closed", path);
    return OneThread.run(() -> runAlone(image));
  }

  private Map<String, FeatureMap> runAlone(float[] image) {
    ImmutableMap.Builder<String, FeatureMap> maps = ImmutableMap.builder();
    try (INDArray input = Nd4j.createFromArray(image).reshape(1, height, width, 3);
        MemoryWorkspace workspace =
            Nd4j.getWorkspaceManager().getAndActivateWorkspace(CONFIGURATION, WORKSPACE)) {
      INDArray[] activations = output(workspace, input);
      for (int i = 0; i < activations.length; i++) {
        maps.put(outputs.get(i), map(outputs.get(i), activations[i]));
      }
    }
    return maps.buildOrThrow();
  }

  private INDArray[] output(MemoryWorkspace workspace, INDArray input) {
    try {
      return graph.output(false, workspace, input);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "%s: its layers cannot run: DL4J says: %s".formatted(path, e.getMessage()), e);
    }
  }

  private FeatureMap map(String name, INDArray activation) {
    long[] shape = activation.shape();
    InputType type = types.get(name);
    checkArgument(
        shape.length == 4 && type instanceof InputType.InputTypeConvolutional,
        "%s: layer \"%s\" gives %s; expected a map, [1, rows, columns, channels]: choose an"
            + " earlier layer",
        path,
        name,
        Arrays.toString(shape));
    InputType.InputTypeConvolutional map = (InputType.InputTypeConvolutional) type;
    boolean last = map.getFormat() == CNN2DFormat.NHWC;
    INDArray planes = last ? activation.permute(0, 3, 1, 2) : activation;
    checkState(
        planes.size(1) == map.getChannels()
            && planes.size(2) == map.getHeight()
            && planes.size(3) == map.getWidth(),
        "%s: layer \"%s\" gives %s, but DL4J expects %s of it",
        path,
        name,
        Arrays.toString(shape),
        map);
    return new FeatureMap(
        1,
        (int) planes.size(1),
        (int) planes.size(2),
        (int) planes.size(3),
        planes.dup('c').data().asFloat());
  }

  /** Frees the weights after the run that has begun. Closing twice does nothing. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      // The graph is not closed, because that would free the workspaces of the calling thread too.
      graph.params().close();
    }
  }
}
