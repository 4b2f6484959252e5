package io.github.anomaly4j.internal.network.layer;

import io.github.anomaly4j.internal.network.ParameterLayout;
import io.github.anomaly4j.internal.network.Topology;
import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The configuration of a layer that DL4J requires. Shapes come from {@link Topology}, so DL4J's own
 * inference of sizes is not used, and configurations of this class cannot be written as JSON.
 */
public final class NativeLayerConf extends FeedForwardLayer {
  private static final long serialVersionUID = 1L;

  /** Makes the layer that runs. */
  @FunctionalInterface
  public interface Factory {
    NativeLayer create(NeuralNetConfiguration conf, DataType type);
  }

  private final transient ParameterLayout layout;
  private final transient Factory factory;

  public NativeLayerConf(ParameterLayout layout, Factory factory) {
    this.layout = layout;
    this.factory = factory;
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType type) {
    NativeLayer layer = factory.create(conf, type);
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(parameters);
    layer.setParamTable(layout.init(conf, parameters, initialize));
    layer.setConf(conf);
    return layer;
  }

  @Override
  public ParamInitializer initializer() {
    return layout;
  }

  @Override
  public InputType getOutputType(int index, InputType input) {
    throw new UnsupportedOperationException("Sizes come from the topology");
  }

  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType input) {
    return null;
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType input) {
    throw new UnsupportedOperationException("Not reported");
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
