package io.github.anomaly4j.internal.network;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Divides a layer's part of the graph's flat parameters and gradients into named arrays. */
public final class ParameterLayout implements ParamInitializer {
  public static final String WEIGHT = "W";
  public static final String BIAS = "b";
  public static final String GAMMA = "gamma";
  public static final String BETA = "beta";
  public static final String MEAN = "mean";
  public static final String VARIANCE = "var";

  private final Map<String, long[]> shapes;

  private ParameterLayout(Map<String, long[]> shapes) {
    this.shapes = shapes;
  }

  static ParameterLayout none() {
    return new ParameterLayout(Map.of());
  }

  static ParameterLayout convolution(Topology.Convolution convolution, boolean bias) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    int kernel = convolution.kernel();
    shapes.put(WEIGHT, new long[] {kernel, kernel, convolution.in(), convolution.out()});
    if (bias) {
      shapes.put(BIAS, new long[] {convolution.out()});
    }
    return new ParameterLayout(shapes);
  }

  static ParameterLayout normalization(int channels) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (String name : List.of(GAMMA, BETA, MEAN, VARIANCE)) {
      shapes.put(name, new long[] {channels});
    }
    return new ParameterLayout(shapes);
  }

  /** Number of parameters. */
  long length() {
    return shapes.values().stream().mapToLong(ParameterLayout::length).sum();
  }

  private Map<String, INDArray> cut(INDArray flat) {
    Map<String, INDArray> views = new LinkedHashMap<>();
    if (shapes.isEmpty()) {
      return views;
    }
    INDArray vector = flat.reshape(flat.length());
    long from = 0;
    for (Map.Entry<String, long[]> entry : shapes.entrySet()) {
      long to = from + length(entry.getValue());
      INDArray part = vector.get(NDArrayIndex.interval(from, to));
      views.put(entry.getKey(), part.reshape('c', entry.getValue()));
      from = to;
    }
    return views;
  }

  private static long length(long[] shape) {
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  @Override
  public long numParams(NeuralNetConfiguration conf) {
    return numParams(conf.getLayer());
  }

  @Override
  public long numParams(Layer layer) {
    return length();
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    return List.copyOf(shapes.keySet());
  }

  @Override
  public List<String> weightKeys(Layer layer) {
    return shapes.keySet().stream().filter(key -> isWeightParam(layer, key)).toList();
  }

  @Override
  public List<String> biasKeys(Layer layer) {
    return shapes.keySet().stream().filter(key -> isBiasParam(layer, key)).toList();
  }

  @Override
  public boolean isWeightParam(Layer layer, String key) {
    return WEIGHT.equals(key);
  }

  @Override
  public boolean isBiasParam(Layer layer, String key) {
    return BIAS.equals(key);
  }

  /** Never initializes: the values come from {@link TrainableUNet}'s own random stream. */
  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, INDArray paramsView, boolean initializeParams) {
    shapes.keySet().forEach(conf::addVariable);
    return cut(paramsView);
  }

  @Override
  public Map<String, INDArray> getGradientsFromFlattened(
      NeuralNetConfiguration conf, INDArray gradientView) {
    return cut(gradientView);
  }
}
