package io.github.anomaly4j.internal.network.layer;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Maximum over 2x2 samples. */
public final class PoolLayer extends NativeLayer {
  private static final long serialVersionUID = 1L;

  public PoolLayer(NeuralNetConfiguration conf, DataType type, Arena arena) {
    super(conf, type, arena);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray output =
        own("out", input.size(0), input.size(1) / 2, input.size(2) / 2, input.size(3));
    INDArray[] from = images(input);
    INDArray[] to = images(output);
    forEachImage(i -> NativeOps.maxPool(from[i], to[i]));
    return output;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    INDArray gradient = own("gradient", input.shape());
    INDArray[] from = images(input);
    INDArray[] epsilons = images(epsilon);
    INDArray[] gradients = images(gradient);
    forEachImage(i -> NativeOps.maxPoolBackward(from[i], epsilons[i], gradients[i]));
    return result(gradient);
  }
}
