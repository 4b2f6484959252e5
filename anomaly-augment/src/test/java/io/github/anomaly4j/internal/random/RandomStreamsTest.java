package io.github.anomaly4j.internal.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RandomStreamsTest {
  @Test
  void the_numbers_never_change() {
    assertThat(RandomStreams.of(0).nextLong()).isEqualTo(-2152535657050944081L);
    assertThat(RandomStreams.of(42, 1, 2).nextLong()).isEqualTo(6232075860263182252L);
  }

  @Test
  void the_same_path_gives_the_same_stream_whatever_others_drew() {
    RandomGenerator first = RandomStreams.of(1, 2, 3);
    RandomStreams.of(1, 2, 4).nextLong();
    assertThat(RandomStreams.of(1, 2, 3).nextLong()).isEqualTo(first.nextLong());
  }

  @Test
  void no_two_of_many_paths_start_alike() {
    Set<Long> starts = new HashSet<>();
    for (int seed = -5; seed < 5; seed++) {
      starts.add(RandomStreams.of(seed).nextLong());
      for (int a = -20; a < 20; a++) {
        starts.add(RandomStreams.of(seed, a).nextLong());
        for (int b = -20; b < 20; b++) {
          starts.add(RandomStreams.of(seed, a, b).nextLong());
        }
      }
    }
    assertThat(starts).hasSize(10 * (1 + 40 + 1600));
  }

  @Test
  void neighboring_paths_share_no_more_bits_than_chance() {
    int equal = 0;
    for (int i = 0; i < 1000; i++) {
      long difference = RandomStreams.of(7, i).nextLong() ^ RandomStreams.of(7, i + 1).nextLong();
      equal += 64 - Long.bitCount(difference);
    }
    assertThat(equal / 64_000.0).isBetween(0.49, 0.51);
  }
}
