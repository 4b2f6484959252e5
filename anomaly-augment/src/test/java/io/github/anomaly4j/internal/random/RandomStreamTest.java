package io.github.anomaly4j.internal.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RandomStreamTest {
  @Test
  void the_numbers_never_change() {
    Map<RandomStream, Integer> numbers =
        Map.of(
            RandomStream.BATCH, 1,
            RandomStream.VALIDATION, 2,
            RandomStream.ORDER, 3,
            RandomStream.PATCH_SAMPLE, 4,
            RandomStream.CORESET, 5,
            RandomStream.CALIBRATION, 6,
            RandomStream.EXTENSION, 7,
            RandomStream.POSE, 8,
            RandomStream.EXTENSION_POSE, 9,
            RandomStream.CHANNEL, 10);
    assertThat(numbers).hasSameSizeAs(RandomStream.values());
    numbers.forEach(
        (stream, number) -> {
          assertThat(stream.of(42, 7, 8).nextLong())
              .isEqualTo(RandomStreams.of(42, number, 7, 8).nextLong());
          assertThat(stream.seed(42)).isEqualTo(RandomStreams.of(42, number).nextLong());
        });
  }

  @Test
  void no_two_streams_are_the_same() {
    assertThat(Stream.of(RandomStream.values()).map(stream -> stream.seed(1)))
        .doesNotHaveDuplicates();
  }
}
