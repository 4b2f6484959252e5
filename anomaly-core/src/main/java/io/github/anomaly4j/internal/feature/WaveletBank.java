package io.github.anomaly4j.internal.feature;

import io.github.anomaly4j.internal.linalg.NativeFloats;
import io.github.anomaly4j.internal.natives.OneThread;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Complex Morlet wavelets of one scale in eight orientations, each of 9 x 9 values, as pairs of
 * real and imaginary part. Thread safe.
 */
final class WaveletBank {
  static final int ORIENTATIONS = 8;

  /** A real and an imaginary part for each. */
  private static final int FILTERS = 2 * ORIENTATIONS;

  private static final int SIZE = 9;
  private static final int RADIUS = SIZE / 2;
  private static final double ALONG = 1.3;
  private static final double ACROSS = 2.2;
  private static final double FREQUENCY = Math.PI / 2;

  private final float[] weights = weights();

  /** The modulus of the response of every plane to every wavelet: eight planes for each plane. */
  FeaturePlanes modulus(FeaturePlanes planes) {
    FeaturePlanes modulus =
        FeaturePlanes.empty(ORIENTATIONS * planes.count(), planes.height(), planes.width());
    OneThread.run(() -> write(planes.padded(RADIUS), modulus));
    return modulus;
  }

  private void write(FeaturePlanes padded, FeaturePlanes modulus) {
    int planes = padded.count();
    try (INDArray input = array(planes, padded.height(), padded.width(), 1);
        INDArray filters = Nd4j.create(weights, new long[] {SIZE, SIZE, 1, FILTERS}, 'c');
        INDArray output = array(planes, modulus.height(), modulus.width(), FILTERS)) {
      NativeFloats.write(input, padded.values());
      Nd4j.exec(
          DynamicCustomOp.builder("conv2d")
              .addInputs(input, filters)
              .addOutputs(output)
              // Kernel, stride, padding, dilation, no "same" padding, NHWC, weights [kH, kW, in,
              // out]. oneDNN computes the 16 responses of a place together, in this order.
              .addIntegerArguments(SIZE, SIZE, 1, 1, 0, 0, 1, 1, 0, 1, 0)
              .build());
      FloatBuffer responses = output.data().asNioFloat();
      float[] row = new float[modulus.width() * FILTERS];
      int plane = modulus.height() * modulus.width();
      for (int i = 0; i < planes; i++) {
        for (int y = 0; y < modulus.height(); y++) {
          responses.get(row);
          int to = i * ORIENTATIONS * plane + y * modulus.width();
          modulus(row, modulus.values(), to, plane);
        }
      }
    }
  }

  private static INDArray array(long... shape) {
    return Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
  }

  /** The moduli of a row of responses, to the planes of the orientations. */
  private static void modulus(float[] responses, float[] modulus, int to, int plane) {
    int width = responses.length / FILTERS;
    for (int x = 0; x < width; x++) {
      for (int orientation = 0; orientation < ORIENTATIONS; orientation++) {
        float re = responses[x * FILTERS + 2 * orientation];
        float im = responses[x * FILTERS + 2 * orientation + 1];
        modulus[to + orientation * plane + x] = re * re + im * im + 1e-12f;
      }
    }
    // Roots apart, in loops for which the compiler uses vector instructions.
    for (int start = to; start < to + ORIENTATIONS * plane; start += plane) {
      for (int i = start; i < start + width; i++) {
        modulus[i] = (float) Math.sqrt(modulus[i]);
      }
    }
  }

  /**
   * {@code [height, width, 1, wavelet]}: the wave times a Gaussian that is longer across the wave.
   */
  private static float[] weights() {
    float[] weights = new float[SIZE * SIZE * FILTERS];
    for (int orientation = 0; orientation < ORIENTATIONS; orientation++) {
      double angle = Math.PI * orientation / ORIENTATIONS;
      double[] envelope = new double[SIZE * SIZE];
      double[] wave = new double[SIZE * SIZE];
      double envelopeSum = 0;
      double realSum = 0;
      for (int i = 0; i < envelope.length; i++) {
        int x = i % SIZE - RADIUS;
        int y = i / SIZE - RADIUS;
        double u = x * Math.cos(angle) + y * Math.sin(angle);
        double v = -x * Math.sin(angle) + y * Math.cos(angle);
        envelope[i] = Math.exp(-u * u / (2 * ALONG * ALONG) - v * v / (2 * ACROSS * ACROSS));
        wave[i] = FREQUENCY * u;
        envelopeSum += envelope[i];
        realSum += envelope[i] * Math.cos(wave[i]);
      }
      for (int i = 0; i < envelope.length; i++) {
        // The response to a constant must be 0, so the mean is subtracted.
        double real = envelope[i] * (Math.cos(wave[i]) - realSum / envelopeSum);
        double imaginary = envelope[i] * Math.sin(wave[i]);
        weights[i * FILTERS + 2 * orientation] = (float) (real / envelopeSum);
        weights[i * FILTERS + 2 * orientation + 1] = (float) (imaginary / envelopeSum);
      }
    }
    return weights;
  }
}
