package io.github.anomaly4j.fuzz;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.anomaly4j.ModelFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A small detector with its bytes altered one by one, and cut off around each of its parts. All of
 * them take minutes, so that a usual build takes one of {@value #STEP} values of its tensors, and
 * behind the checksums one of as many bytes of its manifest too: {@code -Dfuzz.step=1} takes all.
 */
class EveryByteTest {
  private static final int STEP = 1009;
  private static final int STRIDE = Integer.getInteger("fuzz.step", STEP);
  private static final int HEADER = 48;

  private static final Path SEED =
      Path.of(
          "src/test/resources/io/github/anomaly4j/fuzz",
          "DetectorFuzzTestInputs/a_detector_is_loaded_or_refused/seed-00");

  private static byte[] whole;

  @BeforeAll
  static void readSeed() throws IOException {
    whole = Resealed.of(Files.readAllBytes(SEED));
  }

  @Test
  void a_file_with_one_altered_byte_is_refused() {
    int manifest = ByteBuffer.wrap(whole).getInt(12);
    for (int at = 0; at < whole.length; at += at < HEADER + manifest ? 1 : STRIDE) {
      byte[] altered = whole.clone();
      altered[at] ^= (byte) (1 << at % 8);
      assertRefused(altered, at);
    }
  }

  @Test
  void what_is_behind_the_checksums_is_read_or_refused() throws Exception {
    for (int at = 0; at < whole.length; at += STRIDE) {
      for (int mask : new int[] {1, 0x80, 0xff}) {
        byte[] altered = whole.clone();
        altered[at] ^= (byte) mask;
        DetectorFuzzTest.readOrRefused(Resealed.of(altered));
      }
    }
  }

  @Test
  void a_file_that_ends_within_or_after_any_part_is_refused() throws IOException {
    for (int end : ends()) {
      assertRefused(Arrays.copyOf(whole, end), end);
    }
  }

  /** Where the parts of the header, the manifest and the tensors end, and the bytes before. */
  private static Set<Integer> ends() throws IOException {
    int manifest = ByteBuffer.wrap(whole).getInt(12);
    Set<Integer> ends = new TreeSet<>(List.of(0, 8, 12, 16, HEADER, HEADER + manifest));
    int end = HEADER + manifest;
    JsonNode json = new ObjectMapper().readTree(Arrays.copyOfRange(whole, HEADER, end));
    for (JsonNode tensor : json.path("tensors")) {
      end += tensor.path("length").asInt() * (tensor.path("type").asText().equals("bytes") ? 1 : 4);
      ends.add(end);
    }
    Set<Integer> all = new TreeSet<>(ends);
    ends.forEach(one -> all.addAll(List.of(Math.max(0, one - 1), one - one % 2, one / 2)));
    all.remove(whole.length);
    return all;
  }

  private static void assertRefused(byte[] bytes, int place) {
    assertThatThrownBy(() -> DetectorFuzzTest.load(bytes))
        .as("byte %s", place)
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("altered");
  }
}
