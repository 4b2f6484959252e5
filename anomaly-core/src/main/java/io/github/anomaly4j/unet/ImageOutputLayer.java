package io.github.anomaly4j.unet;

import java.util.List;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * Sigmoid and a loss over whole pictures. DL4J's CnnLossLayer flattens pictures to rows of samples,
 * where a structural similarity cannot be computed.
 *
 * <p>The loss sees {@code [batch, channels, height, width]}, labels included; the layer's input is
 * channels last as everywhere.
 */
final class ImageOutputLayer extends NativeLayer implements IOutputLayer {
  /** One per thread: DL4J's workspaces belong to threads. */
  private static final String WORKSPACE = "ANOMALY4J_LOSS";

  private static final WorkspaceConfiguration WORKSPACE_CONFIGURATION =
      WorkspaceConfiguration.builder()
          .policyAllocation(AllocationPolicy.STRICT)
          .policyLearning(LearningPolicy.FIRST_LOOP)
          .policySpill(SpillPolicy.REALLOCATE)
          .build();

  private static final IActivation SIGMOID = new ActivationSigmoid();
  private static final long serialVersionUID = 1L;

  private final transient ILossFunction loss;
  private transient INDArray labels;
  private transient boolean scored;

  ImageOutputLayer(NeuralNetConfiguration conf, DataType type, Arena arena, ILossFunction loss) {
    super(conf, type, arena);
    this.loss = loss;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    INDArray gradient = own("gradient", input.shape());
    MemoryWorkspace workspace = lossWorkspace();
    try {
      Pair<Double, INDArray> both =
          loss.computeGradientAndScore(labels, channelsFirst(), SIGMOID, null, true);
      gradient.assign(both.getSecond().permute(0, 2, 3, 1));
      score = both.getFirst();
      scored = true;
    } finally {
      workspace.close();
    }
    return result(gradient);
  }

  @Override
  public double computeScore(double regularization, boolean training, LayerWorkspaceMgr ignored) {
    if (!scored) {
      MemoryWorkspace workspace = lossWorkspace();
      try {
        score = loss.computeScore(labels, channelsFirst(), SIGMOID, null, true);
      } finally {
        workspace.close();
      }
    }
    scored = false;
    return score + regularization;
  }

  @Override
  public INDArray computeScoreForExamples(double regularization, LayerWorkspaceMgr workspaces) {
    return loss.computeScoreArray(labels, channelsFirst(), SIGMOID, null).addi(regularization);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    return SIGMOID.getActivation(own("out", input.shape()).assign(input), training);
  }

  private static MemoryWorkspace lossWorkspace() {
    return Nd4j.getWorkspaceManager().getAndActivateWorkspace(WORKSPACE_CONFIGURATION, WORKSPACE);
  }

  /** Frees what the losses kept for this thread. */
  static void freeWorkspace() {
    if (Nd4j.getWorkspaceManager().checkIfWorkspaceExists(WORKSPACE)) {
      Nd4j.getWorkspaceManager()
          .destroyWorkspace(Nd4j.getWorkspaceManager().getWorkspaceForCurrentThread(WORKSPACE));
    }
  }

  private INDArray channelsFirst() {
    return input.permute(0, 3, 1, 2).dup('c');
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
