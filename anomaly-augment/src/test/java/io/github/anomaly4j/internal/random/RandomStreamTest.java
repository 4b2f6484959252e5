package io.github.anomaly4j.internal.random;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RandomStreamTest {
  @Test
  void the_numbers_never_change() {
    Map<RandomStream, Integer> numbers =
        Map.ofEntries(
            entry(RandomStream.BATCH, 1),
            entry(RandomStream.VALIDATION, 2),
            entry(RandomStream.ORDER, 3),
            entry(RandomStream.PATCH_SAMPLE, 4),
            entry(RandomStream.CORESET, 5),
            entry(RandomStream.CALIBRATION, 6),
            entry(RandomStream.EXTENSION, 7),
            entry(RandomStream.POSE, 8),
            entry(RandomStream.EXTENSION_POSE, 9),
            entry(RandomStream.CHANNEL, 10),
            entry(RandomStream.TILE, 11));
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
