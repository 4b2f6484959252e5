package io.github.anomaly4j.internal.network;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.config.UNetConfig;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.natives.OneThread;
import io.github.anomaly4j.internal.network.blocked.InferenceFilters;
import io.github.anomaly4j.internal.network.blocked.InferencePass;
import io.github.anomaly4j.internal.network.blocked.OneDnn;
import io.github.anomaly4j.internal.network.layer.BufferPool;
import io.github.anomaly4j.internal.network.layer.BufferPools;
import io.github.anomaly4j.natives.NativeBackend;
import io.github.anomaly4j.spi.FeatureMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A finished U-Net: immutable and thread safe. It executes native operations directly, for a DL4J
 * {@code ComputationGraph} is not thread safe: those of oneDNN itself ({@link InferencePass}) if
 * they are there and fit, otherwise ND4J's. Several threads get the same bits as one.
 *
 * <p>The images of a batch are shared by {@link Workers#here()}: one thread unless the caller says
 * otherwise. {@link #close()} frees the native memory.
 */
public final class UNet implements AutoCloseable {
  private final UNetConfig config;
  private final Topology topology;
  private final Map<String, INDArray> tensors;
  private final BufferPools<Pass> pools;

  private UNet(UNetConfig config, Map<String, INDArray> tensors) {
    this.config = config;
    this.topology = Topology.of(config);
    this.tensors = tensors;
    this.pools = topology.library().map(this::blocked).orElseGet(this::plain);
  }

  private BufferPools<Pass> plain() {
    return new BufferPools<>(
        (batch, height, width) -> {
          BufferPool pool = new BufferPool(batch, height, width);
          long[] shape = {batch, UNetConfig.CHANNELS, height, width};
          return new Pass(
              pool,
              (image, wanted) -> new Execution(topology, tensors, pool).run(image, shape, wanted));
        },
        () -> tensors.values().forEach(INDArray::close));
  }

  private BufferPools<Pass> blocked(OneDnn library) {
    InferenceFilters filters =
        new InferenceFilters(
            library,
            topology,
            name -> new FloatPointer(tensors.get(name).data().pointer()),
            config.sizeMultiple());
    return new BufferPools<>(
        (batch, height, width) -> {
          InferencePass pass =
              OneThread.run(() -> new InferencePass(filters, topology, height, width));
          return new Pass(pass, pass::run);
        },
        () -> {
          filters.close();
          tensors.values().forEach(INDArray::close);
        });
  }

  /** What runs one image after the other, with its memory. */
  private record Pass(
      BufferPools.Buffers buffers,
      BiFunction<float[], List<String>, Map<String, FeatureMap>> network)
      implements BufferPools.Buffers {

    @Override
    public boolean fits(int batch, int height, int width) {
      return buffers.fits(batch, height, width);
    }

    @Override
    public void close() {
      buffers.close();
    }
  }

  /**
   * The outputs of a network for a batch.
   *
   * @param reconstruction restored images {@code [batch, 3, height, width]} in [0, 1]
   * @param maskLogits logarithms of the odds of damage {@code [batch, 1, height, width]}: above 0
   *     where damage is more likely than not. Not mapped to [0, 1], where the highest values would
   *     be equal as floats. {@code null} if the network has no mask output
   * @param features the requested maps, by name
   */
  public record Output(
      FeatureMap reconstruction, FeatureMap maskLogits, Map<String, FeatureMap> features) {}

  /**
   * Builds a network from its tensors.
   *
   * @param config shape of the network
   * @param tensors values by name, as {@link UNetConfig#tensorShapes()} lists them; copied
   * @return the network, to be closed
   * @throws IllegalArgumentException if a tensor is missing, unknown, of another length, or not
   *     finite
   */
  public static UNet of(UNetConfig config, Tensors tensors) {
    Map<String, List<Integer>> shapes = config.tensorShapes();
    if (!shapes.keySet().equals(tensors.names())) {
      throw new IllegalArgumentException(
          "Expected the tensors " + shapes.keySet() + ", but got " + tensors.names());
    }
    Map<String, long[]> sizes = new LinkedHashMap<>();
    shapes.forEach(
        (name, shape) -> {
          long[] sides = shape.stream().mapToLong(Integer::longValue).toArray();
          tensors.anyFloats(name, sides);
          sizes.put(name, sides);
        });
    return OneThread.run(() -> copyOf(config, sizes, tensors));
  }

  private static UNet copyOf(UNetConfig config, Map<String, long[]> shapes, Tensors tensors) {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    shapes.forEach(
        (name, shape) -> {
          INDArray array = Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', shape);
          try (INDArray copy = Nd4j.createFromArray(tensors.anyFloats(name, shape))) {
            arrays.put(name, array.assign(copy.reshape('c', shape)));
          }
        });
    return new UNet(config, Collections.unmodifiableMap(arrays));
  }

  /** The ND4J backend that computes, such as {@code CpuBackend}. */
  public static String backend() {
    NativeBackend.load();
    return Nd4j.getBackend().getClass().getSimpleName();
  }

  /**
   * Shape of the network.
   *
   * @return its configuration
   */
  public UNetConfig config() {
    return config;
  }

  /**
   * The values of the network: {@link #of} makes a network of them with the same outputs, to the
   * bit.
   *
   * @return copies of the tensors, named as in {@link UNetConfig#tensorShapes()}
   * @throws IllegalStateException if closed
   */
  public Tensors tensors() {
    return pools.read(
        () -> {
          Tensors.Builder copies = Tensors.builder();
          tensors.forEach((name, array) -> copies.floats(name, array.data().asFloat()));
          return copies.build();
        });
  }

  /**
   * Restores a batch of images and predicts where they are damaged.
   *
   * @param input images {@code [batch, 3, height, width]}, samples in [0, 1]
   * @param batch number of images, at least 1
   * @param height a multiple of {@link UNetConfig#sizeMultiple()}
   * @param width a multiple of {@link UNetConfig#sizeMultiple()}
   * @return the outputs, without features
   * @throws IllegalArgumentException if a size or the array's length does not fit
   * @throws IllegalStateException if closed
   */
  public Output run(float[] input, int batch, int height, int width) {
    return run(input, batch, height, width, List.of());
  }

  /**
   * Restores a batch of images, predicts where they are damaged, and returns inner maps.
   *
   * @param input images {@code [batch, 3, height, width]}, samples in [0, 1]
   * @param batch number of images, at least 1
   * @param height a multiple of {@link UNetConfig#sizeMultiple()}
   * @param width a multiple of {@link UNetConfig#sizeMultiple()}
   * @param features names out of {@link UNetConfig#featureNames()}
   * @return the outputs with the features asked for
   * @throws IllegalArgumentException if a size, the array's length or a name does not fit
   * @throws IllegalStateException if closed
   */
  public Output run(float[] input, int batch, int height, int width, List<String> features) {
    Shapes.requireSize(config, batch, height, width);
    Shapes.requireLength("input", input, batch, UNetConfig.CHANNELS, height, width);
    List<String> wanted = new ArrayList<>(List.of(Topology.RECONSTRUCTION, Topology.MASK));
    for (String name : features) {
      wanted.add(requireFeature(name));
    }
    List<Map<String, FeatureMap>> images =
        new ArrayList<>(Collections.nCopies(batch, (Map<String, FeatureMap>) null));
    int length = UNetConfig.CHANNELS * height * width;
    Workers.here()
        .forEach(
            batch,
            i -> {
              float[] image = Arrays.copyOfRange(input, i * length, (i + 1) * length);
              images.set(i, run(image, height, width, wanted));
            });
    return output(images);
  }

  /**
   * Runs one image by ND4J's operations, whose ReLU keeps what is no number; oneDNN's makes 0 of
   * it.
   */
  Output runPlainly(float[] image, int height, int width, List<String> features) {
    List<String> wanted = new ArrayList<>(features);
    wanted.addAll(List.of(Topology.RECONSTRUCTION, Topology.MASK));
    long[] shape = {1, UNetConfig.CHANNELS, height, width};
    return pools.read(
        () ->
            OneThread.run(
                () -> {
                  try (BufferPool pool = new BufferPool(1, height, width)) {
                    Execution execution = new Execution(topology, tensors, pool);
                    return output(List.of(execution.run(image, shape, wanted)));
                  }
                }));
  }

  private static Output output(List<Map<String, FeatureMap>> images) {
    Map<String, FeatureMap> maps = new LinkedHashMap<>();
    for (String name : images.get(0).keySet()) {
      maps.put(name, FeatureMap.batch(images.stream().map(each -> each.get(name)).toList()));
    }
    FeatureMap reconstruction = maps.remove(Topology.RECONSTRUCTION);
    FeatureMap mask = maps.remove(Topology.MASK);
    return new Output(reconstruction, mask, Collections.unmodifiableMap(maps));
  }

  private Map<String, FeatureMap> run(float[] image, int height, int width, List<String> wanted) {
    return pools.run(
        1, height, width, pass -> OneThread.run(() -> pass.network().apply(image, wanted)));
  }

  /** Frees the native memory after the running calls have ended. A second call does nothing. */
  @Override
  public void close() {
    pools.close();
  }

  private String requireFeature(String name) {
    if (!topology.featureNames().contains(Objects.requireNonNull(name, "feature"))) {
      throw new IllegalArgumentException(
          "No feature " + name + ": there are " + topology.featureNames());
    }
    return name;
  }
}
