package io.github.anomaly4j.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.anomaly4j.data.ImageSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.MethodSource;

/** Mappings of files to categories: JSON if the input begins as an object does, otherwise CSV. */
class MappingFuzzTest {
  private static final Hostile HOSTILE = new Hostile("altered.", 64, List.of(IOException.class));

  private static final Path IMAGES = Scratch.FOLDER.resolve("mapped");

  static Stream<byte[]> seeds() {
    return Stream.of(
            "{\"zipper\": \"0-239\", \"grid\": [\"a.png\", 700]}",
            "{\"zipper\": [0, 7], \"grid\": \"a.png\"}",
            "file,category\n0-7,screw\na.png,grid\n",
            "category,file\n\"a\",\"a.png\"\nb,007\n")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @BeforeAll
  static void makeImages() throws IOException {
    Files.createDirectories(IMAGES);
    Scratch.write("mapped/a.png", new byte[0]);
    Scratch.write("mapped/7.png", new byte[0]);
  }

  @MethodSource("seeds")
  @FuzzTest
  void a_mapping_is_read_or_refused(byte[] bytes) throws Exception {
    String ending = bytes.length > 0 && bytes[0] == '{' ? "json" : "csv";
    Path mapping = Scratch.write("altered." + ending, bytes);
    HOSTILE.expect(() -> ImageSet.mapped(IMAGES, mapping));
  }
}
