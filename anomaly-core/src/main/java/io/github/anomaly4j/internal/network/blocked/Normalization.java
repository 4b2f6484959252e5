package io.github.anomaly4j.internal.network.blocked;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Batch normalization (Ioffe and Szegedy, 2015) followed by ReLU, whose images are worked on by
 * several threads. Means and variances of each image are combined by the rule of Chan, Golub and
 * LeVeque (1983), and sums of gradients are added, always in the order of the images.
 *
 * <p>oneDNN's backward pass knows only the images that it is given. It is asked for the gradient
 * with fixed statistics, {@code gamma / s * d}; what is missing to that of the batch, {@code -gamma
 * / (s m) * (sum(d) + x' sum(d x'))}, with x' the normalized input and m the number of samples, is
 * a normalization with another scale and shift.
 */
final class Normalization {
  static final int GLOBAL = normalization_flags.use_global_stats.value;
  static final int SCALED = normalization_flags.use_scale_shift.value;
  static final int RECTIFIED = normalization_flags.fuse_norm_relu.value;

  private final Natives natives;
  private final int channels;
  private final long samples;
  private final float epsilon;
  private final FloatPointer gradient;
  private final memory.desc maps;
  private final memory scale;
  private final memory runningMean;
  private final memory runningVariance;
  private final memory mean;
  private final memory variance;
  private final memory correction;
  private final List<memory> means = new ArrayList<>();
  private final List<memory> variances = new ArrayList<>();
  private final List<memory> slopes = new ArrayList<>();

  /**
   * @param images number of images of a batch
   * @param parameters scale, shift, running mean and running variance of each channel
   * @param gradient receives the gradient of scale and shift
   */
  Normalization(
      Natives natives,
      int images,
      Layout.Size size,
      float epsilon,
      FloatPointer parameters,
      FloatPointer gradient) {
    this.natives = natives;
    this.channels = size.channels();
    this.samples = (long) images * size.height() * size.width();
    this.epsilon = epsilon;
    this.gradient = gradient;
    this.maps = natives.keep(natives.library().maps(channels, size.height(), size.width()));
    this.scale = natives.at(parameters, pairs());
    this.runningMean = natives.at(parameters.getPointer(2L * channels), OneDnn.vector(channels));
    this.runningVariance =
        natives.at(parameters.getPointer(3L * channels), OneDnn.vector(channels));
    this.mean = natives.allocate(OneDnn.vector(channels));
    this.variance = natives.allocate(OneDnn.vector(channels));
    this.correction = natives.allocate(pairs());
    for (int i = 0; i < images; i++) {
      means.add(natives.allocate(OneDnn.vector(channels)));
      variances.add(natives.allocate(OneDnn.vector(channels)));
      slopes.add(natives.allocate(pairs()));
    }
  }

  private memory.desc pairs() {
    return OneDnn.desc(memory.format_tag.nc, 2, channels);
  }

  /**
   * Mean and variance of an image.
   *
   * @param scratch is overwritten; of the same shape
   */
  Operation measure(int image, memory input, memory scratch) {
    return forward(
        prop_kind.forward_training,
        0,
        Map.of(
            dnnl.DNNL_ARG_SRC,
            input,
            dnnl.DNNL_ARG_DST,
            scratch,
            dnnl.DNNL_ARG_MEAN,
            means.get(image),
            dnnl.DNNL_ARG_VARIANCE,
            variances.get(image)));
  }

  /** Combines what was measured of all images. */
  void combine() {
    double[] sum = sum(means, channels);
    float[] center = new float[channels];
    for (int c = 0; c < channels; c++) {
      center[c] = (float) (sum[c] / means.size());
    }
    double[] spread = sum(variances, channels);
    for (memory image : means) {
      float[] own = read(image, channels);
      for (int c = 0; c < channels; c++) {
        double offset = (double) own[c] - center[c];
        spread[c] += offset * offset;
      }
    }
    float[] combined = new float[channels];
    for (int c = 0; c < channels; c++) {
      combined[c] = (float) (spread[c] / means.size());
    }
    write(mean, center);
    write(variance, combined);
  }

  /**
   * Normalizes an image.
   *
   * @param byBatch by the statistics of the batch, otherwise by the running ones
   * @param workspace receives what {@link #backward} needs
   */
  Operation apply(boolean byBatch, memory input, memory output, memory workspace) {
    return forward(
        prop_kind.forward_training,
        GLOBAL | SCALED | RECTIFIED,
        Map.of(
            dnnl.DNNL_ARG_SRC, input,
            dnnl.DNNL_ARG_DST, output,
            dnnl.DNNL_ARG_WORKSPACE, workspace,
            dnnl.DNNL_ARG_SCALE_SHIFT, scale,
            dnnl.DNNL_ARG_MEAN, byBatch ? mean : runningMean,
            dnnl.DNNL_ARG_VARIANCE, byBatch ? variance : runningVariance));
  }

  /** The memory that {@link #apply} leaves for {@link #backward}. */
  memory workspace() {
    return natives.allocate(
        describe(prop_kind.forward_training, GLOBAL | SCALED | RECTIFIED).workspace_desc());
  }

  /** The first part of the gradient, in place of that of the output. */
  Operation backward(int image, memory input, memory workspace, memory gradientInPlace) {
    int flags = GLOBAL | SCALED | RECTIFIED;
    batch_normalization_backward.primitive_desc description =
        natives.keep(
            new batch_normalization_backward.primitive_desc(
                natives.keep(
                    new batch_normalization_backward.desc(
                        prop_kind.backward.value, maps, maps, epsilon, flags)),
                attributes(),
                natives.library().engine(),
                describe(prop_kind.forward_training, flags)));
    return Operation.of(
        natives,
        description,
        new batch_normalization_backward(description),
        Map.of(
            dnnl.DNNL_ARG_SRC, input,
            dnnl.DNNL_ARG_WORKSPACE, workspace,
            dnnl.DNNL_ARG_SCALE_SHIFT, scale,
            dnnl.DNNL_ARG_MEAN, mean,
            dnnl.DNNL_ARG_VARIANCE, variance,
            dnnl.DNNL_ARG_DIFF_DST, gradientInPlace,
            dnnl.DNNL_ARG_DIFF_SRC, gradientInPlace,
            dnnl.DNNL_ARG_DIFF_SCALE_SHIFT, slopes.get(image)));
  }

  /** Adds up the gradients of scale and shift, which say what is missing. */
  void combineGradients() {
    float[] gamma = read(scale, channels);
    float[] spread = read(variance, channels);
    double[] sum = sum(slopes, 2 * channels);
    float[] total = new float[2 * channels];
    float[] missing = new float[2 * channels];
    for (int c = 0; c < channels; c++) {
      total[c] = (float) sum[c];
      total[channels + c] = (float) sum[channels + c];
      double factor = -gamma[c] / (Math.sqrt((double) spread[c] + epsilon) * samples);
      missing[c] = (float) (factor * sum[c]);
      missing[channels + c] = (float) (factor * sum[channels + c]);
    }
    gradient.put(total);
    write(correction, missing);
  }

  /** Writes what is missing of the gradient in place of the input. */
  Operation correct(memory inputInPlace) {
    return forward(
        prop_kind.forward_inference,
        GLOBAL | SCALED,
        Map.of(
            dnnl.DNNL_ARG_SRC, inputInPlace,
            dnnl.DNNL_ARG_DST, inputInPlace,
            dnnl.DNNL_ARG_SCALE_SHIFT, correction,
            dnnl.DNNL_ARG_MEAN, mean,
            dnnl.DNNL_ARG_VARIANCE, variance));
  }

  /** Moves the running statistics towards those of the batch. */
  void keepStatistics(float share) {
    blend(runningMean, mean, share);
    blend(runningVariance, variance, share);
  }

  private void blend(memory running, memory batch, float share) {
    float[] values = read(running, channels);
    float[] others = read(batch, channels);
    for (int c = 0; c < channels; c++) {
      values[c] = (1 - share) * values[c] + share * others[c];
    }
    write(running, values);
  }

  private Operation forward(prop_kind kind, int flags, Map<Integer, memory> arguments) {
    batch_normalization_forward.primitive_desc description = describe(kind, flags);
    return Operation.of(
        natives, description, new batch_normalization_forward(description), arguments);
  }

  private batch_normalization_forward.primitive_desc describe(prop_kind kind, int flags) {
    return natives.keep(
        new batch_normalization_forward.primitive_desc(
            natives.keep(new batch_normalization_forward.desc(kind.value, maps, epsilon, flags)),
            attributes(),
            natives.library().engine()));
  }

  private primitive_attr attributes() {
    primitive_attr attributes = natives.keep(new primitive_attr());
    attributes.set_scratchpad_mode(dnnl.scratchpad_mode.user);
    return attributes;
  }

  private static double[] sum(List<memory> images, int length) {
    double[] sum = new double[length];
    for (memory image : images) {
      float[] own = read(image, length);
      for (int i = 0; i < length; i++) {
        sum[i] += own[i];
      }
    }
    return sum;
  }

  private static float[] read(memory from, int length) {
    float[] values = new float[length];
    try (FloatPointer floats = new FloatPointer(from.get_data_handle())) {
      floats.get(values);
    }
    return values;
  }

  private static void write(memory to, float[] values) {
    try (FloatPointer floats = new FloatPointer(to.get_data_handle())) {
      floats.put(values);
    }
  }
}
