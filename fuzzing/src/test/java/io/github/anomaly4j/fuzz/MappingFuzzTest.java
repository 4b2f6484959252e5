package io.github.anomaly4j.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.anomaly4j.data.ImageSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Mappings of files to categories: JSON if the input begins as an object does, otherwise CSV. */
class MappingFuzzTest {
  private static final Hostile HOSTILE = new Hostile("altered.", 64, List.of(IOException.class));

  static Stream<byte[]> seeds() {
    return Stream.of(
            "{\"zipper\": \"0-239\", \"grid\": [\"a.png\", 700]}",
            "{\"zipper\": [0, 7], \"grid\": \"a.png\"}",
            "file,category\n0-7,screw\na.png,grid\n",
            "category,file\n\"a\",\"a.png\"\nb,007\n")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("seeds")
  @FuzzTest
  void a_mapping_is_read_or_refused(byte[] bytes) throws Exception {
    Path images = Files.createDirectories(Scratch.FOLDER.resolve("mapped"));
    for (String name : List.of("a.png", "7.png")) {
      if (!Files.exists(images.resolve(name))) {
        Files.createFile(images.resolve(name));
      }
    }
    String ending = bytes.length > 0 && bytes[0] == '{' ? "json" : "csv";
    Path mapping = Files.write(Scratch.FOLDER.resolve("altered." + ending), bytes);
    HOSTILE.expect(() -> ImageSet.mapped(images, mapping));
  }
}
