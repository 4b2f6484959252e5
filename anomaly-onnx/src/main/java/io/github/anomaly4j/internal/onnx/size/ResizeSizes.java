package io.github.anomaly4j.internal.onnx.size;

import static io.github.anomaly4j.internal.onnx.size.SizeRule.one;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** Steps that make a tensor larger or smaller: margins, repetition, resampling. */
final class ResizeSizes {
  private ResizeSizes() {}

  /** The rules by operator. */
  static Map<String, SizeRule> rules() {
    return Map.of(
        "Pad", one(ResizeSizes::padded),
        "Tile", one(ResizeSizes::tiled),
        "Resize", one(ResizeSizes::resized),
        "Upsample", one(ResizeSizes::resized));
  }

  private static SizedTensor padded(StepInputs step) throws InvalidProtocolBufferException {
    long[] pads =
        step.list("pads", step.optional(1))
            .orElseThrow(() -> new InvalidProtocolBufferException("has margins of no size"));
    long[] axes =
        step.list("axes", step.optional(3))
            .orElse(LongStream.range(0, step.first().rank()).toArray());
    if (pads.length != 2 * axes.length) {
      throw new InvalidProtocolBufferException("has margins of other dimensions");
    }
    long[] sizes = step.first().sizes().clone();
    for (int i = 0; i < axes.length; i++) {
      int axis = step.first().axis(axes[i]);
      for (long pad : new long[] {pads[i], pads[axes.length + i]}) {
        if (!SizedTensor.isExact(pad)) {
          throw new InvalidProtocolBufferException("has margins that cannot be");
        }
        sizes[axis] += pad;
      }
    }
    return SizedTensor.of(step.first().type(), sizes);
  }

  private static SizedTensor tiled(StepInputs step) throws InvalidProtocolBufferException {
    long[] repeats = step.needed(1);
    long[] sizes = step.first().sizes().clone();
    if (repeats.length != sizes.length) {
      throw new InvalidProtocolBufferException("repeats other dimensions");
    }
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = SizedTensor.count(sizes[i], repeats[i]);
    }
    return SizedTensor.of(step.first().type(), sizes);
  }

  private static SizedTensor resized(StepInputs step) throws InvalidProtocolBufferException {
    long[] from = step.first().sizes();
    if (!step.attributes().text("keep_aspect_ratio_policy", "stretch").equals("stretch")) {
      throw new InvalidProtocolBufferException("chooses the size of what it makes");
    }
    long[] axes =
        step.attributes().numbers("axes").orElse(LongStream.range(0, from.length).toArray());
    // Upsample and the first Resize have scales in second place, later ones a region.
    boolean early = step.operator().equals("Upsample") || step.inputs().size() == 2;
    Optional<SizedTensor> scales = step.optional(early ? 1 : 2);
    Optional<SizedTensor> wanted = early ? Optional.empty() : step.optional(3);
    boolean bySize = wanted.isPresent() && wanted.get().count() > 0;
    double[] list;
    if (bySize) {
      list = Arrays.stream(step.needed(3)).asDoubleStream().toArray();
    } else if (scales.isPresent() && scales.get().count() > 0) {
      list =
          scales
              .get()
              .known()
              .orElseThrow(() -> new InvalidProtocolBufferException("scales as the image says"));
    } else {
      list =
          step.attributes()
              .reals("scales")
              .orElseThrow(() -> new InvalidProtocolBufferException("scales by nothing"));
    }
    if (list.length != axes.length) {
      throw new InvalidProtocolBufferException("scales other dimensions");
    }
    long[] sizes = from.clone();
    for (int i = 0; i < axes.length; i++) {
      int axis = step.first().axis(axes[i]);
      double size = bySize ? list[i] : Math.floor(from[axis] * list[i]);
      if (!SizedTensor.isExact(size)) {
        throw new InvalidProtocolBufferException("scales too far");
      }
      sizes[axis] = (long) size;
    }
    return SizedTensor.of(step.first().type(), sizes);
  }
}
