package io.github.anomaly4j.internal.network.trunk;

import static com.google.common.base.Preconditions.checkArgument;

import io.github.anomaly4j.internal.linalg.NativeFloats;
import io.github.anomaly4j.internal.natives.OneThread;
import io.github.anomaly4j.internal.network.layer.BufferPool;
import io.github.anomaly4j.internal.network.layer.BufferPools;
import io.github.anomaly4j.internal.network.layer.NativeOps;
import io.github.anomaly4j.internal.network.trunk.TrunkLayers.Block;
import io.github.anomaly4j.internal.network.trunk.TrunkLayers.Convolution;
import io.github.anomaly4j.internal.network.trunk.TrunkLayers.Stage;
import io.github.anomaly4j.spi.FeatureMap;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The trunk: a ResNet-18 up to its third stage, executed by native operations as {@code UNet} is.
 * Immutable and thread safe; several threads get the same bits as one.
 */
final class Trunk implements AutoCloseable {
  /** The stages that describe patches, as in PatchCore (Roth et al., CVPR 2022). */
  private static final Set<String> OUTPUTS = Set.of("layer2", "layer3");

  private static final int COLORS = 3;
  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};

  private final Map<String, Filters> filters;
  private final BufferPools<BufferPool> pools;

  /** The weights of one convolution in native memory. */
  private record Filters(INDArray weight, INDArray bias) {
    void close() {
      weight.close();
      bias.close();
    }
  }

  /**
   * @param weights as {@link TrunkWeights} decodes them
   */
  Trunk(float[] weights) {
    this.filters = OneThread.run(() -> filters(weights));
    this.pools = new BufferPools<>(BufferPool::new, () -> filters.values().forEach(Filters::close));
  }

  private static Map<String, Filters> filters(float[] weights) {
    Map<String, Filters> filters = new HashMap<>();
    int at = 0;
    for (Convolution convolution : TrunkLayers.convolutions()) {
      int middle = at + convolution.weights();
      int end = middle + convolution.out();
      filters.put(
          convolution.name(),
          new Filters(
              array(
                  Arrays.copyOfRange(weights, at, middle),
                  convolution.kernel(),
                  convolution.kernel(),
                  convolution.in(),
                  convolution.out()),
              array(Arrays.copyOfRange(weights, middle, end), convolution.out())));
      at = end;
    }
    return filters;
  }

  private static INDArray array(float[] values, long... shape) {
    INDArray array = Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', shape);
    NativeFloats.write(array, values);
    return array;
  }

  /**
   * The maps of an image.
   *
   * @param pixels planar RGB in [0, 1], {@code [3, height, width]}; not changed
   * @return the maps of the last two stages, by name
   * @throws IllegalStateException if closed
   */
  Map<String, FeatureMap> run(float[] pixels, int height, int width) {
    checkArgument(pixels.length == COLORS * height * width, "not an image: %s", pixels.length);
    return pools.run(
        1, height, width, pool -> OneThread.run(() -> new Pass(pool).run(pixels, height, width)));
  }

  @Override
  public void close() {
    pools.close();
  }

  /** One image's way through the layers; maps return to the pool after their last use. */
  private final class Pass {
    private final BufferPool pool;

    Pass(BufferPool pool) {
      this.pool = pool;
    }

    Map<String, FeatureMap> run(float[] pixels, int height, int width) {
      INDArray image = pool.take(1, height, width, COLORS);
      NativeFloats.write(image, normalized(pixels, height * width));
      INDArray stem = convolve(TrunkLayers.STEM, image);
      pool.give(image);
      NativeOps.relu(stem);
      INDArray map = pool.take(1, half(stem.size(1)), half(stem.size(2)), stem.size(3));
      NativeOps.maxPoolOverlapping(stem, map);
      pool.give(stem);
      Map<String, FeatureMap> outputs = new LinkedHashMap<>();
      for (Stage stage : TrunkLayers.STAGES) {
        for (Block block : stage.blocks()) {
          map = pass(block, map);
        }
        if (OUTPUTS.contains(stage.name())) {
          outputs.put(stage.name(), planar(map));
        }
      }
      pool.give(map);
      return outputs;
    }

    private INDArray pass(Block block, INDArray input) {
      INDArray inner = convolve(block.first(), input);
      NativeOps.relu(inner);
      INDArray sum = convolve(block.second(), inner);
      pool.give(inner);
      if (block.shortcut().isPresent()) {
        INDArray other = convolve(block.shortcut().get(), input);
        sum.addi(other);
        pool.give(other);
      } else {
        sum.addi(input);
      }
      pool.give(input);
      NativeOps.relu(sum);
      return sum;
    }

    private INDArray convolve(Convolution convolution, INDArray input) {
      boolean halves = convolution.stride() == 2;
      INDArray output =
          pool.take(
              1,
              halves ? half(input.size(1)) : input.size(1),
              halves ? half(input.size(2)) : input.size(2),
              convolution.out());
      Filters own = filters.get(convolution.name());
      NativeOps.convolve(input, own.weight(), own.bias(), output, convolution.stride());
      return output;
    }
  }

  private static long half(long side) {
    return (side + 1) / 2;
  }

  /** Channels last. */
  private static float[] normalized(float[] pixels, int plane) {
    float[] values = new float[pixels.length];
    for (int i = 0, to = 0; i < plane; i++) {
      for (int c = 0; c < COLORS; c++) {
        values[to++] = (pixels[c * plane + i] - MEAN[c]) / DEVIATION[c];
      }
    }
    return values;
  }

  private static FeatureMap planar(INDArray map) {
    float[] values = NativeFloats.of(map);
    int channels = (int) map.size(3);
    int plane = values.length / channels;
    float[] planes = new float[values.length];
    for (int i = 0, from = 0; i < plane; i++) {
      for (int c = 0; c < channels; c++) {
        planes[c * plane + i] = values[from++];
      }
    }
    return new FeatureMap(1, channels, (int) map.size(1), (int) map.size(2), planes);
  }
}
