package io.github.anomaly4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What full disks, read-only folders and clocks that jump can do, as the sources have it. */
class FaultsTest {
  private static final Set<String> UNPUBLISHED = Set.of("benchmarks", "examples");

  /** The tests of AtomicFile are then those of every file. */
  @Test
  void files_of_results_are_written_by_one_class_that_leaves_the_old_one_if_it_fails()
      throws IOException {
    assertThat(
            namesOf(
                "Files\\s*\\.(write|writeString|newOutputStream|newBufferedWriter|copy|move)\\("
                    + "|new (FileOutputStream|FileWriter|RandomAccessFile)\\("
                    + "|StandardOpenOption\\.WRITE"))
        .containsExactlyInAnyOrder(
            "AtomicFile",
            "PartFile",
            // The station's own data, which KillTest and the tests of its database look after.
            "Certificates",
            "DataLock",
            "ImageFiles",
            "Keys",
            "Upload",
            "Versions",
            "WatchedFolder");
  }

  @Test
  void no_image_is_read_or_written_through_a_temporary_file_of_imageio() throws IOException {
    assertThat(namesOf("ImageIO\\s*\\.createImage(In|Out)putStream\\(")).isEmpty();
    // Both give a stream that is in memory.
    assertThat(namesOf("ImageIO\\s*\\.write\\("))
        .containsExactlyInAnyOrder("PngFile", "InspectionRoutes");
  }

  @Test
  void temporary_files_are_made_where_a_failure_says_what_to_do() throws IOException {
    assertThat(namesOf("createTemp(File|Directory)\\("))
        .containsExactlyInAnyOrder(
            "ImageFiles", "ModelRoutes", "NativeFolder", "StripsCommand", "Workspace");
  }

  @Test
  void the_clock_that_may_jump_is_asked_only_for_times_that_people_and_other_programs_read()
      throws IOException {
    assertThat(
            namesOf(
                "currentTimeMillis\\(|(Instant|DateTime|Date|Time|Year)\\s*\\.now\\(|new Date\\(\\)"
                    + "|Clock\\s*\\.(system|tick)"))
        .containsExactlyInAnyOrder(
            "Audit",
            "DetectorState",
            "Evaluator",
            "InspectionNamespace",
            "Inspections",
            "ModelSource",
            "Models",
            "Webhook");
  }

  /** The classes whose code matches. */
  private static Set<String> namesOf(String pattern) throws IOException {
    Pattern compiled = Pattern.compile(pattern);
    Set<String> names = new TreeSet<>();
    for (Path file : SourceShapeTest.sources()) {
      boolean published = UNPUBLISHED.stream().noneMatch(file.toString()::contains);
      if (published && compiled.matcher(Files.readString(file)).find()) {
        names.add(file.getFileName().toString().replace(".java", ""));
      }
    }
    return names;
  }
}
