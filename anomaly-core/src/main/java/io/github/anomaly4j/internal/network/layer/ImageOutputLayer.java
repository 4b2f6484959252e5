package io.github.anomaly4j.internal.network.layer;

import io.github.anomaly4j.internal.network.loss.ImageLoss;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Sigmoid and a loss over whole images. DL4J's CnnLossLayer flattens images to rows of samples,
 * where a structural similarity cannot be computed.
 *
 * <p>The loss sees {@code [channels, height, width]} of each image, labels included; the layer's
 * input has its channels last, as everywhere. The loss is computed in Java, which takes a third of
 * the time of native operations, since each of those reads all of the memory.
 */
public final class ImageOutputLayer extends NativeLayer implements IOutputLayer {
  private static final long serialVersionUID = 1L;

  private final transient ImageLoss loss;
  private transient INDArray labels;
  private transient double[] terms;
  private transient boolean scored;

  public ImageOutputLayer(NeuralNetConfiguration conf, DataType type, Arena arena, ImageLoss loss) {
    super(conf, type, arena);
    this.loss = loss;
  }

  /** The terms of the loss for the last batch, each the mean over the images. */
  public double[] terms() {
    return terms;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    INDArray gradient = own("gradient", input.shape());
    evaluate(gradient);
    scored = true;
    return result(gradient);
  }

  @Override
  public double computeScore(double regularization, boolean training, LayerWorkspaceMgr ignored) {
    if (!scored) {
      evaluate(null);
    }
    scored = false;
    return score + regularization;
  }

  @Override
  public INDArray computeScoreForExamples(double regularization, LayerWorkspaceMgr workspaces) {
    throw new UnsupportedOperationException("The loss is that of the whole batch");
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    return new ActivationSigmoid().getActivation(own("out", input.shape()).assign(input), training);
  }

  /** The gradient is that of the sum over the images, as DL4J expects; the terms are means. */
  private void evaluate(INDArray gradient) {
    int height = (int) input.size(1);
    int width = (int) input.size(2);
    int batch = (int) input.size(0);
    double[][] each = new double[batch][];
    forEachImage(
        i -> {
          double[] logits = planar(NativeSamples.read(input, i), height * width);
          double[] wanted = NativeSamples.read(labels, i);
          double[] slopes = gradient == null ? null : new double[logits.length];
          each[i] = loss.termsOfLogits(wanted, logits, slopes, height, width);
          if (gradient != null) {
            NativeSamples.write(interleaved(slopes, height * width), gradient, i);
          }
        });
    terms = new double[each[0].length];
    for (double[] image : each) {
      Arrays.setAll(terms, term -> terms[term] + image[term] / batch);
    }
    score = loss.total(terms);
  }

  private static double[] planar(double[] interleaved, int plane) {
    int channels = interleaved.length / plane;
    double[] planar = new double[interleaved.length];
    for (int channel = 0; channel < channels; channel++) {
      for (int i = 0; i < plane; i++) {
        planar[channel * plane + i] = interleaved[i * channels + channel];
      }
    }
    return planar;
  }

  private static double[] interleaved(double[] planar, int plane) {
    int channels = planar.length / plane;
    double[] interleaved = new double[planar.length];
    for (int channel = 0; channel < channels; channel++) {
      for (int i = 0; i < plane; i++) {
        interleaved[i * channels + channel] = planar[channel * plane + i];
      }
    }
    return interleaved;
  }

  @Override
  public boolean needsLabels() {
    return true;
  }

  @Override
  public void setLabels(INDArray labels) {
    this.labels = labels;
    scored = false;
  }

  @Override
  public INDArray getLabels() {
    return labels;
  }

  @Override
  @SuppressWarnings("deprecation")
  public int numLabels() {
    return (int) labels.size(1);
  }

  @Override
  public double f1Score(DataSet data) {
    throw notAClassifier();
  }

  @Override
  public double f1Score(INDArray examples, INDArray expected) {
    throw notAClassifier();
  }

  @Override
  public void fit(DataSetIterator iterator) {
    throw notAClassifier();
  }

  @Override
  public int[] predict(INDArray examples) {
    throw notAClassifier();
  }

  @Override
  public List<String> predict(DataSet data) {
    throw notAClassifier();
  }

  @Override
  public void fit(INDArray examples, INDArray expected) {
    throw notAClassifier();
  }

  @Override
  public void fit(DataSet data) {
    throw notAClassifier();
  }

  @Override
  public void fit(INDArray examples, int[] expected) {
    throw notAClassifier();
  }

  private static UnsupportedOperationException notAClassifier() {
    return new UnsupportedOperationException("The graph is trained as a whole");
  }
}
