package io.github.anomaly4j.internal.network.layer;

import io.github.anomaly4j.internal.network.ParameterLayout;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.same.Sign;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Batch normalization (Ioffe and Szegedy, 2015) followed by ReLU, with the gradient written out.
 *
 * <p>Means over an image are two poolings: the native {@code batchnorm_bp} and the variance
 * reduction take five times as long. The sums of each image are taken about its own mean and
 * combined by the rule of Chan, Golub and LeVeque (1983), always in the same order. Training
 * centers the input in place, since the layer before does not need its output any more; the
 * backward pass writes its result to the array of the output.
 */
public final class NormalizationLayer extends NativeLayer {
  /** Added to the variance, as in the paper's authors' programs. */
  public static final double EPSILON = 1e-5;

  /** Weight of a new batch in the running statistics. */
  public static final double MOMENTUM = 0.1;

  private static final long serialVersionUID = 1L;

  public NormalizationLayer(NeuralNetConfiguration conf, DataType type, Arena arena) {
    super(conf, type, arena);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray output = own("out", input.shape());
    if (training) {
      center();
    }
    INDArray[] from = images(input);
    INDArray[] means = training ? rows("offset") : null;
    INDArray mean = training ? null : getParam(ParameterLayout.MEAN);
    INDArray variance = training ? vector("variance") : getParam(ParameterLayout.VARIANCE);
    INDArray[] to = images(output);
    INDArray gamma = gamma();
    INDArray beta = beta();
    forEachImage(
        i -> {
          INDArray own = training ? means[i] : mean;
          NativeOps.normalize(from[i], own, variance, gamma, beta, EPSILON, to[i]);
          NativeOps.relu(to[i]);
        });
    return output;
  }

  /**
   * Subtracts from each image its own mean, in place. Stores the mean and variance of the batch,
   * and for each image the offset between the batch's mean and its own.
   */
  private void center() {
    INDArray[] from = images(input);
    INDArray[] squares = images(arena().scratch("square", input.shape()));
    INDArray[] halves = halves();
    INDArray[] means = rows("own mean");
    INDArray[] negatives = rows("own negative mean");
    INDArray[] variances = rows("own variance");
    forEachImage(
        i -> {
          mean(from[i], halves[i], means[i]);
          negatives[i].assign(means[i]).negi();
          NativeOps.addPerChannel(from[i], negatives[i], from[i]);
          from[i].mul(from[i], squares[i]);
          mean(squares[i], halves[i], variances[i]);
        });
    INDArray mean = average(means, vector("mean"));
    INDArray[] offsets = rows("offset");
    INDArray spread = vector("spread");
    for (int i = 0; i < offsets.length; i++) {
      mean.sub(means[i], offsets[i]);
      variances[i].addi(offsets[i].mul(offsets[i], spread));
    }
    average(variances, vector("variance"));
  }

  /**
   * With d the gradient after the ReLU and x the centered input, the gradient of the input is
   * {@code gamma / s * (d - mean(d) - x * mean(d x) / s^2)}, s^2 the variance plus epsilon: which
   * is a normalization of d - x mean(d x) / s^2 with the mean of d. The offset of each image still
   * has to be subtracted from x.
   */
  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    INDArray output = own("out", input.shape());
    INDArray[] from = images(input);
    INDArray[] outputs = images(output);
    INDArray[] epsilons = images(epsilon);
    INDArray[] d = images(arena().scratch("behind relu", input.shape()));
    INDArray[] products = images(arena().scratch("square", input.shape()));
    INDArray[] halves = halves();
    INDArray[] meansD = rows("own mean gradient");
    INDArray[] meansDx = rows("own mean product");
    forEachImage(
        i -> {
          Nd4j.getExecutioner().exec(new Sign(outputs[i], d[i]));
          d[i].muli(epsilons[i]);
          d[i].mul(from[i], products[i]);
          mean(d[i], halves[i], meansD[i]);
          mean(products[i], halves[i], meansDx[i]);
        });
    INDArray[] offsets = rows("offset");
    INDArray spread = vector("spread");
    for (int i = 0; i < offsets.length; i++) {
      meansDx[i].subi(offsets[i].mul(meansD[i], spread));
    }
    INDArray meanD = average(meansD, vector("mean gradient"));
    INDArray meanDx = average(meansDx, vector("mean product"));
    INDArray inverse = vector("inverse").assign(vector("variance")).addi(EPSILON).rdivi(1.0);
    INDArray slope = vector("slope").assign(meanDx).muli(inverse).negi();
    for (int i = 0; i < offsets.length; i++) {
      offsets[i].muli(slope).addi(meanD);
    }
    INDArray variance = vector("variance");
    INDArray gamma = gamma();
    INDArray zeros = zeros();
    forEachImage(
        i -> {
          NativeOps.multiplyPerChannel(from[i], slope, from[i]);
          from[i].addi(d[i]);
          NativeOps.normalize(from[i], offsets[i], variance, gamma, zeros, EPSILON, outputs[i]);
        });
    Transforms.sqrt(inverse, false);
    long samples = samples();
    gradientViews.get(ParameterLayout.GAMMA).assign(meanDx).muli(inverse).muli(samples);
    gradientViews.get(ParameterLayout.BETA).assign(meanD).muli(samples);
    return result(output);
  }

  /** Adds the statistics of the last training batch to the running ones. */
  public void keepStatistics() {
    blend(getParam(ParameterLayout.MEAN), vector("mean"));
    blend(getParam(ParameterLayout.VARIANCE), vector("variance"));
  }

  private void blend(INDArray running, INDArray batch) {
    INDArray share = vector("share").assign(batch).muli(MOMENTUM);
    running.muli(1 - MOMENTUM).addi(share);
  }

  /** Mean of each channel of an image: along its columns first, for fewer rounding errors. */
  private void mean(INDArray image, INDArray half, INDArray mean) {
    NativeOps.meanOverRows(image, half);
    NativeOps.meanOverColumns(half, mean.reshape(1, 1, 1, channels()));
  }

  /** An array for the means of the columns of each image. */
  private INDArray[] halves() {
    return images(arena().scratch("half", input.size(0), 1, input.size(2), channels()));
  }

  private static INDArray average(INDArray[] rows, INDArray average) {
    average.assign(rows[0]);
    for (int i = 1; i < rows.length; i++) {
      average.addi(rows[i]);
    }
    return average.divi(rows.length);
  }

  /** A vector for each image. */
  private INDArray[] rows(String name) {
    INDArray[] rows = new INDArray[(int) input.size(0)];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = vector(name + " " + i);
    }
    return rows;
  }

  private long channels() {
    return getParam(ParameterLayout.GAMMA).length();
  }

  private long samples() {
    return input.length() / channels();
  }

  private INDArray vector(String name) {
    return own(name, channels());
  }

  private INDArray zeros() {
    return arena().filled(0, channels());
  }

  private INDArray gamma() {
    return getParam(ParameterLayout.GAMMA);
  }

  private INDArray beta() {
    return getParam(ParameterLayout.BETA);
  }
}
