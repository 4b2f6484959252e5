package io.github.anomaly4j.internal.feature;

import io.github.anomaly4j.internal.linalg.NativeFloats;
import io.github.anomaly4j.internal.natives.OneThread;
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

  private static final int SIZE = 9;
  private static final int RADIUS = SIZE / 2;
  private static final double ALONG = 1.3;
  private static final double ACROSS = 2.2;
  private static final double FREQUENCY = Math.PI / 2;

  private final float[] weights = weights();

  /** The modulus of the response of every plane to every wavelet: eight planes for each plane. */
  FeaturePlanes modulus(FeaturePlanes planes) {
    float[] response = OneThread.run(() -> responses(planes));
    FeaturePlanes modulus =
        FeaturePlanes.empty(ORIENTATIONS * planes.count(), planes.height(), planes.width());
    int plane = planes.height() * planes.width();
    for (int i = 0; i < modulus.count(); i++) {
      int real = 2 * i * plane;
      int to = i * plane;
      for (int p = 0; p < plane; p++) {
        float re = response[real + p];
        float im = response[real + plane + p];
        modulus.values()[to + p] = (float) Math.sqrt(re * re + im * im + 1e-12f);
      }
    }
    return modulus;
  }

  private float[] responses(FeaturePlanes planes) {
    FeaturePlanes padded = planes.padded(RADIUS);
    try (INDArray input =
            Nd4j.create(
                padded.values(),
                new long[] {padded.count(), 1, padded.height(), padded.width()},
                'c');
        INDArray filters = Nd4j.create(weights, new long[] {SIZE, SIZE, 1, 2 * ORIENTATIONS}, 'c');
        INDArray output =
            Nd4j.createUninitialized(
                DataType.FLOAT,
                new long[] {planes.count(), 2 * ORIENTATIONS, planes.height(), planes.width()},
                'c')) {
      Nd4j.exec(
          DynamicCustomOp.builder("conv2d")
              .addInputs(input, filters)
              .addOutputs(output)
              // Kernel, stride, padding, dilation, no "same" padding, NCHW, weights [kH, kW, in,
              // out].
              .addIntegerArguments(SIZE, SIZE, 1, 1, 0, 0, 1, 1, 0, 0, 0)
              .build());
      return NativeFloats.of(output);
    }
  }

  /**
   * {@code [height, width, 1, wavelet]}: the wave times a Gaussian that is longer across the wave.
   */
  private static float[] weights() {
    int filters = 2 * ORIENTATIONS;
    float[] weights = new float[SIZE * SIZE * filters];
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
        weights[i * filters + 2 * orientation] = (float) (real / envelopeSum);
        weights[i * filters + 2 * orientation + 1] = (float) (imaginary / envelopeSum);
      }
    }
    return weights;
  }
}
