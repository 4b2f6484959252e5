package io.github.anomaly4j.onnx;

import io.github.anomaly4j.spi.FeatureMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The first three layers of a ResNet-18 with batch normalization folded in (He et al. 2016), by
 * convolutions as they are defined, summed in double precision.
 */
final class PlainResNet {
  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] STD = {0.229f, 0.224f, 0.225f};

  private final Map<String, float[]> arrays;

  private PlainResNet(Map<String, float[]> arrays) {
    this.arrays = arrays;
  }

  /** Reads NumPy's archive of float32 arrays, format version 1. */
  static PlainResNet read(Path npz) throws IOException {
    Map<String, float[]> arrays = new HashMap<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(npz))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        arrays.put(entry.getName().replace(".npy", ""), array(zip.readAllBytes()));
      }
    }
    return new PlainResNet(arrays);
  }

  private static float[] array(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int length = buffer.getShort(8);
    String header = new String(bytes, 10, length, StandardCharsets.US_ASCII);
    if (!header.contains("'<f4'") || !header.contains("'fortran_order': False")) {
      throw new IllegalArgumentException(header);
    }
    buffer.position(10 + length);
    float[] values = new float[buffer.remaining() / Float.BYTES];
    buffer.asFloatBuffer().get(values);
    return values;
  }

  Map<String, FeatureMap> run(float[] pixels, int width, int height) {
    float[] input = pixels.clone();
    int plane = width * height;
    for (int i = 0; i < input.length; i++) {
      input[i] = (input[i] - MEAN[i / plane]) / STD[i / plane];
    }
    FeatureMap map = new FeatureMap(1, 3, height, width, input);
    map = pool(relu(convolve(map, "conv1", 7, 2)));
    Map<String, FeatureMap> layers = new LinkedHashMap<>();
    for (int layer = 1; layer <= 3; layer++) {
      String name = "layer" + layer;
      map = block(map, name + ".0", layer == 1 ? 1 : 2);
      map = block(map, name + ".1", 1);
      layers.put(name, map);
    }
    return layers;
  }

  private FeatureMap block(FeatureMap in, String name, int stride) {
    FeatureMap out =
        convolve(relu(convolve(in, name + ".conv1", 3, stride)), name + ".conv2", 3, 1);
    FeatureMap shortcut =
        arrays.containsKey(name + ".downsample.0.weight")
            ? convolve(in, name + ".downsample.0", 1, stride)
            : in;
    for (int i = 0; i < out.values().length; i++) {
      out.values()[i] += shortcut.values()[i];
    }
    return relu(out);
  }

  private FeatureMap convolve(FeatureMap in, String name, int kernel, int stride) {
    float[] weight = arrays.get(name + ".weight");
    float[] bias = arrays.get(name + ".bias");
    int height = (in.height() + stride - 1) / stride;
    int width = (in.width() + stride - 1) / stride;
    float[] out = new float[bias.length * height * width];
    int margin = kernel / 2;
    for (int to = 0; to < bias.length; to++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          double sum = bias[to];
          for (int from = 0; from < in.channels(); from++) {
            for (int ky = 0; ky < kernel; ky++) {
              int row = y * stride + ky - margin;
              for (int kx = 0; kx < kernel && row >= 0 && row < in.height(); kx++) {
                int column = x * stride + kx - margin;
                if (column >= 0 && column < in.width()) {
                  sum +=
                      (double) in.values()[(from * in.height() + row) * in.width() + column]
                          * weight[((to * in.channels() + from) * kernel + ky) * kernel + kx];
                }
              }
            }
          }
          out[(to * height + y) * width + x] = (float) sum;
        }
      }
    }
    return new FeatureMap(1, bias.length, height, width, out);
  }

  private static FeatureMap relu(FeatureMap map) {
    for (int i = 0; i < map.values().length; i++) {
      map.values()[i] = Math.max(0, map.values()[i]);
    }
    return map;
  }

  /** The maximum over 3 x 3, every second one. */
  private static FeatureMap pool(FeatureMap in) {
    int height = (in.height() + 1) / 2;
    int width = (in.width() + 1) / 2;
    float[] out = new float[in.channels() * height * width];
    for (int i = 0; i < out.length; i++) {
      int channel = i / (height * width);
      int y = i / width % height;
      int x = i % width;
      float largest = Float.NEGATIVE_INFINITY;
      for (int row = Math.max(0, 2 * y - 1); row <= Math.min(in.height() - 1, 2 * y + 1); row++) {
        for (int column = Math.max(0, 2 * x - 1);
            column <= Math.min(in.width() - 1, 2 * x + 1);
            column++) {
          largest =
              Math.max(largest, in.values()[(channel * in.height() + row) * in.width() + column]);
        }
      }
      out[i] = largest;
    }
    return new FeatureMap(1, in.channels(), height, width, out);
  }
}
