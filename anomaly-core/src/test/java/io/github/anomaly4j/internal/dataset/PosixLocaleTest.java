package io.github.anomaly4j.internal.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.anomaly4j.data.ImageSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In the POSIX locale of cron and bare containers, the JVM shows no name beyond ASCII. */
class PosixLocaleTest {
  @TempDir private Path root;

  @BeforeEach
  void posixNames() {
    assumeTrue(root.getFileSystem().getSeparator().equals("/"), "file names are bytes");
    assumeTrue(System.getProperty("sun.jnu.encoding").equals("UTF-8"), "to make the files");
  }

  @Test
  void products_with_names_of_equal_length_are_told_apart_and_keep_their_names() throws Exception {
    for (String name : List.of("螺丝", "垫圈", "Größe", "cap")) {
      FolderLayoutTest.write(root.resolve("data/%s/ü0.png".formatted(name)), false);
    }

    List<String> lines = listed("folder", root.resolve("data"));

    assertThat(lines)
        .startsWith("Größe 0 Größe/ü0.png", "cap 0 cap/ü0.png", "垫圈 0 垫圈/ü0.png", "螺丝 0 螺丝/ü0.png")
        .hasSize(5);
    assertThat(lines.get(4)).contains("cannot show the names of 4 images", "LC_ALL=C.UTF-8");
  }

  @Test
  void paths_of_a_manifest_in_utf_8_are_found() throws Exception {
    FolderLayoutTest.write(root.resolve("垫圈/0.png"), false);
    FolderLayoutTest.write(root.resolve("masks/0ß.png"), false);
    Path csv = root.resolve("parts.csv");
    Files.writeString(csv, "path,category,label,mask\n垫圈/0.png,垫圈,Öse,masks/0ß.png\n");

    assertThat(listed("manifest", csv).get(0)).isEqualTo("垫圈 1 垫圈/0.png");

    Files.writeString(csv, "path,category\n垫圈/1.png,垫圈\n");
    assertThat(listed("manifest", csv))
        .singleElement()
        .asString()
        .contains("line 2", "there is no file 垫圈/1.png");
  }

  @Test
  void a_name_that_is_not_utf_8_is_refused_with_what_to_do() throws Exception {
    Path data = Files.createDirectories(root.resolve("data"));
    // "Größe" as Latin-1 writes it.
    new ProcessBuilder("sh", "-c", "mkdir \"$(printf 'Gr\\366\\337e')\"; touch Gr*/0.png")
        .directory(data.toFile())
        .start()
        .waitFor();
    assumeTrue(Files.list(data).findAny().isPresent(), "the file system takes such names");

    assertThat(listed("folder", data))
        .singleElement()
        .asString()
        .contains("is not UTF-8", "rename it in UTF-8", "LC_ALL");
  }

  /** What a JVM in the POSIX locale lists. */
  private List<String> listed(String what, Path path) throws IOException, InterruptedException {
    Path out = root.resolve("out.txt");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Listing.class.getName(),
            what,
            path.toString(),
            out.toString());
    builder.environment().put("LC_ALL", "C");
    builder.redirectErrorStream(true);
    Process process = builder.start();
    String log = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(log).isZero();
    return Files.readAllLines(out);
  }

  /** Lists an image set into a file, a line for each entry and each warning. */
  static final class Listing {
    public static void main(String[] arguments) throws IOException {
      Path path = Path.of(arguments[1]);
      Path out = Path.of(arguments[2]);
      try {
        ImageSet set =
            arguments[0].equals("folder") ? ImageSet.folder(path) : ImageSet.manifest(path);
        String base = path.toString().endsWith(".csv") ? path.getParent() + "/" : path + "/";
        Files.write(
            out,
            Stream.concat(
                    set.entries().stream()
                        .map(
                            entry ->
                                "%s %d %s"
                                    .formatted(
                                        entry.category(),
                                        entry.mask().isPresent() ? 1 : 0,
                                        entry.path().substring(base.length()))),
                    set.warnings().stream())
                .toList(),
            UTF_8);
      } catch (IOException e) {
        Files.write(out, Arrays.asList(e.getMessage().split("\n")), UTF_8);
      }
    }
  }
}
