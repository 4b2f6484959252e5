package io.github.anomaly4j.internal.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WaveletBankTest {
  private final WaveletBank bank = new WaveletBank();

  @Test
  void the_modulus_is_that_of_a_convolution_in_double_precision() {
    int height = 14;
    int width = 18;
    FeaturePlanes planes = noise(2, height, width);
    FeaturePlanes modulus = bank.modulus(planes);
    assertThat(modulus.count()).isEqualTo(16);
    for (int plane = 0; plane < 2; plane++) {
      for (int orientation = 0; orientation < 8; orientation++) {
        for (int y = 4; y < height - 4; y++) {
          for (int x = 4; x < width - 4; x++) {
            assertThat(
                    (double) modulus.values()[((plane * 8 + orientation) * height + y) * width + x])
                .isCloseTo(response(planes, plane, orientation, y, x), within(2e-6));
          }
        }
      }
    }
  }

  @Test
  void a_constant_gets_almost_no_response() {
    FeaturePlanes planes = FeaturePlanes.empty(1, 12, 12);
    Arrays.fill(planes.values(), 0.8f);
    for (float value : bank.modulus(planes).values()) {
      assertThat(value).isLessThan(1e-5f);
    }
  }

  @Test
  void a_wave_is_answered_most_by_the_wavelet_across_it() {
    for (int orientation = 0; orientation < 8; orientation++) {
      double angle = Math.PI * orientation / 8;
      FeaturePlanes wave = FeaturePlanes.empty(1, 24, 24);
      for (int i = 0; i < 24 * 24; i++) {
        double u = i % 24 * Math.cos(angle) + i / 24 * Math.sin(angle);
        wave.values()[i] = (float) Math.cos(Math.PI / 2 * u);
      }
      FeaturePlanes modulus = bank.modulus(wave);
      int strongest = 0;
      for (int k = 1; k < 8; k++) {
        int middle = 12 * 24 + 12;
        strongest =
            modulus.values()[k * 576 + middle] > modulus.values()[strongest * 576 + middle]
                ? k
                : strongest;
      }
      assertThat(strongest).isEqualTo(orientation);
    }
  }

  @Test
  void a_mirrored_plane_has_mirrored_orientations() {
    FeaturePlanes planes = noise(1, 16, 16);
    FeaturePlanes mirrored = FeaturePlanes.empty(1, 16, 16);
    for (int i = 0; i < 256; i++) {
      mirrored.values()[i] = planes.values()[i / 16 * 16 + 15 - i % 16];
    }
    FeaturePlanes modulus = bank.modulus(planes);
    FeaturePlanes mirror = bank.modulus(mirrored);
    for (int k = 0; k < 8; k++) {
      for (int i = 0; i < 256; i++) {
        assertThat(mirror.values()[(8 - k) % 8 * 256 + i / 16 * 16 + 15 - i % 16])
            .isCloseTo(modulus.values()[k * 256 + i], within(2e-6f));
      }
    }
  }

  /** The wavelet as the literature writes it: a Gaussian times a complex wave, less its mean. */
  private static double response(
      FeaturePlanes planes, int plane, int orientation, int row, int column) {
    double angle = Math.PI * orientation / 8;
    double envelopes = 0;
    double mean = 0;
    for (int y = -4; y <= 4; y++) {
      for (int x = -4; x <= 4; x++) {
        envelopes += envelope(x, y, angle);
        mean += envelope(x, y, angle) * Math.cos(phase(x, y, angle));
      }
    }
    double real = 0;
    double imaginary = 0;
    for (int y = -4; y <= 4; y++) {
      for (int x = -4; x <= 4; x++) {
        double value =
            planes.values()[(plane * planes.height() + row + y) * planes.width() + column + x]
                * envelope(x, y, angle)
                / envelopes;
        real += value * (Math.cos(phase(x, y, angle)) - mean / envelopes);
        imaginary += value * Math.sin(phase(x, y, angle));
      }
    }
    return Math.hypot(real, imaginary);
  }

  private static double envelope(int x, int y, double angle) {
    double along = x * Math.cos(angle) + y * Math.sin(angle);
    double across = -x * Math.sin(angle) + y * Math.cos(angle);
    return Math.exp(-along * along / (2 * 1.3 * 1.3) - across * across / (2 * 2.2 * 2.2));
  }

  private static double phase(int x, int y, double angle) {
    return Math.PI / 2 * (x * Math.cos(angle) + y * Math.sin(angle));
  }

  private static FeaturePlanes noise(int count, int height, int width) {
    Random random = new Random(1);
    FeaturePlanes planes = FeaturePlanes.empty(count, height, width);
    for (int i = 0; i < planes.values().length; i++) {
      planes.values()[i] = random.nextFloat();
    }
    return planes;
  }
}
