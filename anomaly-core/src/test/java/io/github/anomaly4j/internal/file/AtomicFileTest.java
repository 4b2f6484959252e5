package io.github.anomaly4j.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
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

  @Test
  void what_a_killed_process_left_is_removed_by_the_next_write_of_the_same_file() throws Exception {
    Path file = folder.resolve("model");
    Process writer = writer(file);
    try {
      assertThat(parts()).hasSize(1);
      // Another process is at it: its file must stay.
      AtomicFile.write(file, out -> out.write(1));
      assertThat(file).hasBinaryContent(new byte[] {1});
      assertThat(parts()).hasSize(1);
    } finally {
      writer.destroyForcibly().waitFor();
    }
    assertThat(parts()).hasSize(1);
    AtomicFile.write(file, out -> out.write(2));
    assertThat(file).hasBinaryContent(new byte[] {2});
    assertOnly(file);
  }

  @Test
  void two_threads_that_write_the_same_file_disturb_each_other_not() throws IOException {
    Path file = folder.resolve("model");
    AtomicFile.write(
        file,
        outer -> {
          outer.write(1);
          AtomicFile.write(file, inner -> inner.write(2));
          assertThat(file).hasBinaryContent(new byte[] {2});
          outer.write(1);
        });
    assertThat(file).hasBinaryContent(new byte[] {1, 1});
    assertOnly(file);
  }

  @Test
  void of_files_that_belong_together_all_appear_or_the_old_ones_stay() throws IOException {
    Path first = Files.writeString(folder.resolve("a"), "old");
    Path third = folder.resolve("c");
    Map<Path, AtomicFile.Content> contents = new LinkedHashMap<>();
    contents.put(first, out -> out.write(1));
    contents.put(third, out -> out.write(3));
    // Put in the way while the last is written, so that only moving it there fails.
    Path last = folder.resolve("d");
    contents.put(last, out -> Files.createDirectories(last.resolve("in the way")));
    assertThatThrownBy(() -> AtomicFile.writeAll(contents))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(last.toString());
    assertThat(first).hasContent("old");
    assertThat(third).doesNotExist();
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(first, last);
    }
  }

  @Test
  void a_full_disk_leaves_the_old_file_and_names_file_and_cause() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString()) == 0,
        "no small file system can be mounted here");
    try {
      Path file = Files.writeString(disk.resolve("map.png"), "old");
      BufferedImage noise = new BufferedImage(256, 256, BufferedImage.TYPE_INT_RGB);
      Random random = new Random(1);
      for (int i = 0; i < 256 * 256; i++) {
        noise.setRGB(i % 256, i / 256, random.nextInt());
      }
      assertThatThrownBy(() -> PngFile.write(file, noise))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("No space left on device");
      assertThat(file).hasContent("old");
      try (var files = Files.list(disk)) {
        assertThat(files).containsExactly(file);
      }
    } finally {
      run("umount", disk.toString());
    }
  }

  @Test
  void a_device_is_written_to_and_stays_one() throws Exception {
    Path pipe = folder.resolve("pipe");
    assumeTrue(run("mkfifo", pipe.toString()) == 0, "needs named pipes");
    Process reader = new ProcessBuilder("cat", pipe.toString()).start();
    AtomicFile.write(pipe, out -> out.write("read by another".getBytes()));
    assertThat(new String(reader.getInputStream().readAllBytes())).isEqualTo("read by another");
    assertThat(Files.isRegularFile(pipe)).isFalse();
    assertOnly(pipe);
  }

  @Test
  void a_full_device_is_named_with_the_cause() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "needs Linux");
    assertThatThrownBy(() -> AtomicFile.write(full, out -> out.write(1)))
        .isInstanceOf(IOException.class)
        .hasMessage("/dev/full could not be written (No space left on device)");
    assertThat(Files.isRegularFile(full)).isFalse();
  }

  private static int run(String... command) throws Exception {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    } catch (IOException e) {
      return -1;
    }
  }

  /** Another process that writes a file until it is killed. */
  private static Process writer(Path file) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Endless.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.getInputStream().read()).isEqualTo('w');
    return process;
  }

  /** Begins to write a file and does not end. */
  static final class Endless {
    public static void main(String[] arguments) throws IOException {
      AtomicFile.write(
          Path.of(arguments[0]),
          out -> {
            out.write(new byte[1000]);
            System.out.print('w');
            System.out.flush();
            LockSupport.park();
            throw new IOException("woken");
          });
    }
  }

  private List<Path> parts() throws IOException {
    try (var files = Files.list(folder.resolve(".model.part"))) {
      return files.toList();
    }
  }

  private void assertOnly(Path file) throws IOException {
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }
}
