package io.github.anomaly4j.internal.onnx.size;

import com.google.common.math.LongMath;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.anomaly4j.internal.onnx.size.SizedTensor.Type;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Convolutions and poolings. */
final class WindowSizes {
  private WindowSizes() {}

  /** The rules by operator. */
  static Map<String, SizeRule> rules() {
    return Map.ofEntries(
        Map.entry("AveragePool", WindowSizes::pooled),
        Map.entry("LpPool", WindowSizes::pooled),
        Map.entry("MaxPool", WindowSizes::pooled),
        Map.entry("Conv", step -> convolved(step, 1)),
        Map.entry("ConvInteger", step -> convolved(step, 1)),
        Map.entry("QLinearConv", step -> convolved(step, 3)),
        Map.entry("ConvTranspose", WindowSizes::enlarged));
  }

  private static StepOutputs convolved(StepInputs step, int weight)
      throws InvalidProtocolBufferException {
    SizedTensor from = step.first();
    long[] filter = step.input(weight).sizes();
    if (from.rank() < 3 || filter.length != from.rank()) {
      throw new InvalidProtocolBufferException("has filters of other dimensions");
    }
    long[] kernel = Arrays.copyOfRange(filter, 2, filter.length);
    long[] sizes = windows(step, from.sizes(), kernel);
    sizes[1] = filter[0];
    double work =
        (double) SizedTensor.count(sizes) * SizedTensor.count(filter) / Math.max(1, filter[0]);
    return StepOutputs.of(SizedTensor.of(Type.FLOAT, sizes), work);
  }

  private static StepOutputs pooled(StepInputs step) throws InvalidProtocolBufferException {
    long[] kernel =
        step.attributes()
            .numbers("kernel_shape")
            .orElseThrow(() -> new InvalidProtocolBufferException("has windows of no size"));
    if (step.first().rank() != kernel.length + 2) {
      throw new InvalidProtocolBufferException("has windows of other dimensions");
    }
    SizedTensor pooled =
        SizedTensor.of(step.first().type(), windows(step, step.first().sizes(), kernel));
    double work = (double) pooled.count() * SizedTensor.count(kernel);
    return step.outputs().size() > 1
        ? new StepOutputs(List.of(pooled, SizedTensor.of(Type.WHOLE, pooled.sizes())), work)
        : StepOutputs.of(pooled, work);
  }

  /** The number of windows along each side of the image. */
  private static long[] windows(StepInputs step, long[] sizes, long[] kernel)
      throws InvalidProtocolBufferException {
    int spatial = kernel.length;
    long[] strides = step.attributes().numbers("strides").orElse(ones(spatial));
    long[] dilations = step.attributes().numbers("dilations").orElse(ones(spatial));
    long[] pads = step.attributes().numbers("pads").orElse(new long[2 * spatial]);
    checkRanges(kernel, strides, dilations, pads);
    String auto = step.attributes().text("auto_pad", "NOTSET");
    long[] result = sizes.clone();
    for (int i = 0; i < spatial; i++) {
      long extent = (kernel[i] - 1) * dilations[i] + 1;
      long padded = sizes[2 + i] + (auto.equals("VALID") ? 0 : pads[i] + pads[spatial + i]);
      long last = padded - extent;
      boolean up = step.attributes().number("ceil_mode", 0) != 0;
      result[2 + i] =
          auto.startsWith("SAME")
              ? LongMath.divide(sizes[2 + i], strides[i], RoundingMode.CEILING)
              : Math.max(
                  0,
                  (up
                          ? LongMath.divide(last, strides[i], RoundingMode.CEILING)
                          : Math.floorDiv(last, strides[i]))
                      + 1);
    }
    return result;
  }

  private static void checkRanges(long[] kernel, long[] strides, long[] dilations, long[] pads)
      throws InvalidProtocolBufferException {
    boolean fit =
        strides.length == kernel.length
            && dilations.length == kernel.length
            && pads.length == 2 * kernel.length
            && LongStream.of(pads).allMatch(pad -> pad >= 0 && pad <= 1 << 20);
    for (long[] list : List.of(kernel, strides, dilations)) {
      fit &= LongStream.of(list).allMatch(size -> size >= 1 && size <= 1 << 20);
    }
    if (!fit) {
      throw new InvalidProtocolBufferException("has windows, strides or margins that cannot be");
    }
  }

  private static StepOutputs enlarged(StepInputs step) throws InvalidProtocolBufferException {
    long[] from = step.first().sizes();
    long[] filter = step.input(1).sizes();
    int spatial = from.length - 2;
    if (spatial < 1 || filter.length != from.length) {
      throw new InvalidProtocolBufferException("has filters of other dimensions");
    }
    long[] kernel = Arrays.copyOfRange(filter, 2, filter.length);
    long[] strides = step.attributes().numbers("strides").orElse(ones(spatial));
    long[] dilations = step.attributes().numbers("dilations").orElse(ones(spatial));
    long[] pads = step.attributes().numbers("pads").orElse(new long[2 * spatial]);
    long[] more = step.attributes().numbers("output_padding").orElse(new long[spatial]);
    checkRanges(kernel, strides, dilations, pads);
    if (more.length != spatial || step.attributes().has("output_shape")) {
      throw new InvalidProtocolBufferException("states the size of what it makes");
    }
    long[] sizes = from.clone();
    sizes[1] = filter[1] * Math.max(1, step.attributes().number("group", 1));
    for (int i = 0; i < spatial; i++) {
      // An upper bound: padding of any kind makes it smaller.
      sizes[2 + i] =
          strides[i] * Math.max(0, from[2 + i] - 1)
              + Math.max(0, Math.min(more[i], 1 << 20))
              + (kernel[i] - 1) * dilations[i]
              + 1
              - pads[i]
              - pads[spatial + i];
      if (!step.attributes().text("auto_pad", "NOTSET").equals("NOTSET")) {
        sizes[2 + i] = from[2 + i] * strides[i];
      }
    }
    double work =
        (double) SizedTensor.count(from) * SizedTensor.count(filter) / Math.max(1, filter[0]);
    return StepOutputs.of(SizedTensor.of(Type.FLOAT, sizes), work);
  }

  static long[] ones(int count) {
    long[] ones = new long[count];
    Arrays.fill(ones, 1);
    return ones;
  }
}
