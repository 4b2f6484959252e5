package io.github.anomaly4j.internal.network.layer;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Nearest-neighbor doubling of height and width. */
public final class UpsampleLayer extends NativeLayer {
  private static final long serialVersionUID = 1L;

  public UpsampleLayer(NeuralNetConfiguration conf, DataType type, Arena arena) {
    super(conf, type, arena);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    long batch = input.size(0);
    long height = input.size(1);
    long width = input.size(2);
    long channels = input.size(3);
    INDArray rows = arena().scratch("doubled rows", batch, height, 2 * width, channels);
    INDArray output = own("out", batch, 2 * height, 2 * width, channels);
    INDArray[] from = images(input);
    INDArray[] half = images(rows);
    INDArray[] to = images(output);
    forEachImage(i -> NativeOps.upsample(from[i], half[i], to[i]));
    return output;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    INDArray gradient = own("gradient", input.shape());
    INDArray[] epsilons = images(epsilon);
    INDArray[] gradients = images(gradient);
    forEachImage(i -> NativeOps.upsampleBackward(epsilons[i], gradients[i]));
    return result(gradient);
  }
}
