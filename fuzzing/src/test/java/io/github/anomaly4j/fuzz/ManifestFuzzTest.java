package io.github.anomaly4j.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.anomaly4j.data.ImageSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.MethodSource;

/** Manifests in CSV. */
class ManifestFuzzTest {
  private static final Hostile HOSTILE = new Hostile("altered.csv", 64, List.of(IOException.class));

  static Stream<byte[]> seeds() throws IOException {
    return Stream.of(
            "path,category\na.png,screw\n",
            "path,category,split,label,mask\na.png,nut,test,scratch,b.png\nb.png,nut,train,ok,\n",
            "label,category,path\r\n\"a \"\"b\"\",\nc\",\u00e4,\"a.png\"\r\n\r\n")
        .map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  @BeforeAll
  static void makeImages() throws IOException {
    Scratch.write("a.png", new byte[0]);
    Scratch.write("b.png", new byte[0]);
  }

  @MethodSource("seeds")
  @FuzzTest
  void a_manifest_is_read_or_refused(byte[] bytes) throws Exception {
    Path csv = Scratch.write("altered.csv", bytes);
    HOSTILE.expect(() -> ImageSet.manifest(csv));
  }
}
