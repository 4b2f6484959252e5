package io.github.anomaly4j.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
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

  @Test
  void the_root_is_named_as_the_folder_that_it_is() {
    Path root = folder.getRoot();
    assertThatThrownBy(() -> AtomicFile.write(root, out -> out.write(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(root + ": is a folder");
  }

  @Test
  void a_link_stays_and_the_file_that_it_names_is_replaced() throws IOException {
    Path real = Files.createDirectory(folder.resolve("real"));
    Path file = Files.writeString(real.resolve("model"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    AtomicFile.write(link, out -> out.write(1));
    assertThat(link).isSymbolicLink();
    assertThat(file).hasBinaryContent(new byte[] {1});
    Path linked = Files.createSymbolicLink(folder.resolve("linked"), real);
    AtomicFile.write(linked.resolve("other"), out -> out.write(2));
    assertThat(real.resolve("other")).hasBinaryContent(new byte[] {2});
  }

  @Test
  void a_name_may_be_as_long_as_the_file_system_allows() throws IOException {
    Path file = folder.resolve("m".repeat(255));
    AtomicFile.write(file, out -> out.write(1));
    assertOnly(file);
  }

  @Test
  void an_interrupt_leaves_the_old_file_whole_and_stays_set() throws IOException {
    Path file = Files.writeString(folder.resolve("model"), "old");
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> AtomicFile.write(file, out -> out.write(1)))
          .isInstanceOf(InterruptedIOException.class)
          .hasMessageContaining(file.toString());
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(file).hasContent("old");
    assertOnly(file);
  }

  private void assertOnly(Path file) throws IOException {
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }
}
