package io.github.anomaly4j.internal.network.blocked;

import io.github.anomaly4j.internal.network.ParameterLayout;
import io.github.anomaly4j.internal.network.Topology;
import io.github.anomaly4j.internal.network.loss.ImageLoss;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The heads of a network in training, computed as one convolution, and their losses, which see
 * {@code [channels, height, width]}.
 */
final class Heads {
  private final Natives natives;
  private final FlatParameters parameters;
  private final List<Topology.Convolution> convolutions;
  private final int in;
  private final int out;
  private final int plane;
  private final Layout.Size size;
  private final Filters filters;
  private final FloatPointer weights;
  private final memory shift;
  private final FloatPointer shifts;
  private final memory weightGradient;
  private final FloatPointer weightGradients;
  private final List<Filters.Share> shares = new ArrayList<>();
  private final List<FloatPointer> shiftGradients = new ArrayList<>();
  private List<Operation> sum = List.of();

  Heads(Natives natives, Layout layout, Topology topology, FlatParameters parameters) {
    this.natives = natives;
    this.parameters = parameters;
    this.convolutions =
        topology.stages().stream()
            .filter(stage -> stage.kind() == Topology.Kind.HEAD)
            .map(stage -> stage.convolutions().get(0))
            .toList();
    this.size = layout.size(convolutions.get(0).input());
    this.in = size.channels();
    this.out = convolutions.stream().mapToInt(Topology.Convolution::out).sum();
    this.plane = size.height() * size.width();
    Kernel kernel = new DirectKernel(natives, 1, in, out, size.height(), size.width());
    memory plain = natives.allocate(kernel.plain());
    this.weights = natives.floats(plain);
    this.shift = natives.allocate(OneDnn.vector(out));
    this.shifts = natives.floats(shift);
    this.weightGradient = natives.allocate(kernel.plain());
    this.weightGradients = natives.floats(weightGradient);
    this.filters = new Filters(natives, kernel, true, plain);
  }

  /** The stage whose maps the heads read. */
  String source() {
    return convolutions.get(0).input();
  }

  /** Takes over weights and biases. */
  void load() {
    float[] joint = new float[in * out];
    float[] bias = new float[out];
    int from = 0;
    for (Topology.Convolution head : convolutions) {
      float[] own = new float[in * head.out()];
      parameters.value(head.name(), ParameterLayout.WEIGHT).get(own);
      for (int c = 0; c < in; c++) {
        System.arraycopy(own, c * head.out(), joint, c * out + from, head.out());
      }
      parameters.value(head.name(), ParameterLayout.BIAS).get(bias, from, head.out());
      from += head.out();
    }
    weights.put(joint);
    shifts.put(bias);
    filters.load();
  }

  /** The heads of one image. */
  final class Image {
    private final FloatPointer logits;
    private final FloatPointer slopes;
    private final Operation forward;
    private final Operation share;
    private final Operation backward;

    Image(memory input, memory inputGradient) {
      memory output = natives.allocate(maps());
      memory outputGradient = natives.allocate(maps());
      memory shiftGradient = natives.allocate(OneDnn.vector(out));
      this.logits = natives.floats(output);
      this.slopes = natives.floats(outputGradient);
      this.forward = filters.forward(input, output, shift, false);
      Filters.Share own = filters.share(input, outputGradient, shiftGradient);
      this.share = own.operation();
      this.backward = filters.backward(outputGradient, inputGradient);
      shares.add(own);
      shiftGradients.add(natives.floats(shiftGradient));
    }

    private memory.desc maps() {
      return natives.library().maps(out, size.height(), size.width());
    }

    /**
     * Computes the losses, and with {@code learns} the gradient of the input.
     *
     * @param losses of each head
     * @param wanted by head, {@code [channels, height, width]}
     * @return the terms of each head
     */
    List<double[]> run(List<ImageLoss> losses, List<float[]> wanted, boolean learns) {
      forward.run();
      int block = natives.library().block();
      float[] given = new float[plane * block];
      logits.get(given);
      float[] gradient = new float[plane * block];
      List<double[]> terms = new ArrayList<>();
      int from = 0;
      for (int h = 0; h < convolutions.size(); h++) {
        int own = convolutions.get(h).out();
        double[] planes = new double[own * plane];
        for (int i = 0; i < planes.length; i++) {
          planes[i] = given[i % plane * block + from + i / plane];
        }
        double[] steep = learns ? new double[planes.length] : null;
        terms.add(
            losses
                .get(h)
                .termsOfLogits(doubles(wanted.get(h)), planes, steep, size.height(), size.width()));
        if (steep != null) {
          for (int i = 0; i < planes.length; i++) {
            gradient[i % plane * block + from + i / plane] = (float) steep[i];
          }
        }
        from += own;
      }
      if (learns) {
        slopes.put(gradient);
        share.run();
        backward.run();
      }
      return terms;
    }
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  /** All images are made. */
  void ready() {
    sum = filters.sum(shares, weightGradient);
  }

  void sumGradients() {
    sum.forEach(Operation::run);
    float[] joint = new float[in * out];
    weightGradients.get(joint);
    float[] bias = new float[out];
    float[] image = new float[out];
    for (FloatPointer shiftGradient : shiftGradients) {
      shiftGradient.get(image);
      for (int o = 0; o < out; o++) {
        bias[o] += image[o];
      }
    }
    int from = 0;
    for (Topology.Convolution head : convolutions) {
      float[] own = new float[in * head.out()];
      for (int c = 0; c < in; c++) {
        System.arraycopy(joint, c * out + from, own, c * head.out(), head.out());
      }
      parameters.gradient(head.name(), ParameterLayout.WEIGHT).put(own);
      parameters.gradient(head.name(), ParameterLayout.BIAS).put(bias, from, head.out());
      from += head.out();
    }
  }
}
