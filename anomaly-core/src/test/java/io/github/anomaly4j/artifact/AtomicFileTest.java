package io.github.anomaly4j.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir private Path folder;

  @Test
  void a_file_replaces_the_one_before_and_leaves_nothing_beside_it() throws IOException {
    Path file = folder.resolve("model");
    Files.writeString(file, "a longer text than the new one");
    AtomicFile.write(file, out -> out.write("new".getBytes()));
    assertThat(file).hasContent("new");
    assertOnly(file);
  }

  @Test
  void missing_folders_are_made() throws IOException {
    Path file = folder.resolve("a/b/model");
    AtomicFile.write(file, out -> out.write(1));
    assertThat(file).hasBinaryContent(new byte[] {1});
  }

  @Test
  void a_write_that_fails_midway_leaves_the_old_file_whole() throws IOException {
    Path file = folder.resolve("model");
    Files.writeString(file, "old");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write(new byte[1000]);
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("No space left on device")
        .hasMessageContaining("untouched");
    assertThat(file).hasContent("old");
    assertOnly(file);
  }

  @Test
  void a_failure_that_is_no_input_or_output_error_leaves_nothing_either() throws IOException {
    Path file = folder.resolve("model");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      throw new IllegalStateException("stop");
                    }))
        .hasMessage("stop");
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void a_folder_in_the_files_place_is_kept_and_named() throws IOException {
    Path file = Files.createDirectory(folder.resolve("model"));
    assertThatThrownBy(() -> AtomicFile.write(file, out -> out.write(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString());
    assertThat(file).isDirectory();
    assertOnly(file);
  }

  @Test
  void a_file_in_the_folders_place_is_kept_and_named() throws IOException {
    Path file = folder.resolve("models");
    Files.writeString(file, "old");
    assertThatThrownBy(() -> AtomicFile.write(file.resolve("model"), out -> out.write(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString());
    assertThat(file).hasContent("old");
    assertOnly(file);
  }

  private void assertOnly(Path file) throws IOException {
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }
}
