package io.github.anomaly4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The pages of the repository: their Java is part of code that is compiled, what their commands
 * name exists, and their links lead somewhere. Commands of {@code anomaly} and of the station are
 * parsed by the tests of these programs.
 */
class DocsTest {
  private static final Path TOP = Path.of("").toAbsolutePath().getParent();
  private static final Set<String> SKIPPED = Set.of("target", ".git", ".ci");

  private static final Map<Path, String> PAGES = new TreeMap<>();
  private static final List<Path> FILES = new ArrayList<>();

  @BeforeAll
  static void read() throws IOException {
    Files.walkFileTree(
        TOP,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return SKIPPED.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            FILES.add(file);
            return FileVisitResult.CONTINUE;
          }
        });
    for (Path file : FILES) {
      if (file.toString().endsWith(".md")
          && (file.getParent().equals(TOP) || file.getParent().equals(TOP.resolve("docs")))) {
        PAGES.put(file, Files.readString(file));
      }
    }
    assertThat(PAGES).containsKeys(TOP.resolve("README.md"), TOP.resolve("docs/how-to.md"));
  }

  @Test
  void every_piece_of_java_is_part_of_code_that_is_compiled() {
    List<String> sources =
        FILES.stream()
            .filter(file -> file.toString().endsWith(".java"))
            .map(DocsTest::text)
            .map(DocsTest::withoutSpaces)
            .toList();
    assertThat(found("(?s)```java\\n(.*?)```"))
        .hasSizeGreaterThan(15)
        .allSatisfy(
            java ->
                assertThat(sources)
                    .as(java)
                    .anyMatch(source -> source.contains(withoutSpaces(java))));
  }

  @Test
  void every_class_module_profile_and_script_of_a_command_exists() {
    Set<String> classes =
        FILES.stream()
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(".java"))
            .map(name -> name.replace(".java", ""))
            .collect(Collectors.toSet());
    assertThat(found("-Dtest=([\\w,]+)"))
        .flatExtracting(names -> List.of(names.split(",")))
        .isNotEmpty()
        .allSatisfy(name -> assertThat(classes).contains(name));
    assertThat(found("(?:--class|benchmarks\\.jar) (io\\.github\\.[\\w.]+)"))
        .isNotEmpty()
        .allSatisfy(
            name ->
                assertThat(FILES)
                    .anyMatch(file -> file.endsWith(Path.of(name.replace('.', '/') + ".java"))));
    assertThat(found("(?:-pl |java (?:-X\\S+ )*-(?:jar|cp) )([\\w/-]+?)(?=[ `]|/target/)"))
        .isNotEmpty()
        .allSatisfy(module -> assertThat(TOP.resolve(module).resolve("pom.xml")).exists());
    String poms =
        FILES.stream()
            .filter(file -> file.endsWith("pom.xml"))
            .map(DocsTest::text)
            .collect(Collectors.joining());
    assertThat(found("mvn [^`\\n]*?-P(\\w+)"))
        .isNotEmpty()
        .allSatisfy(profile -> assertThat(poms).contains("<id>" + profile + "</id>"));
    assertThat(found("[` ](\\.ci/\\w+)"))
        .isNotEmpty()
        .allSatisfy(script -> assertThat(TOP.resolve(script)).exists());
  }

  @Test
  void every_link_leads_to_a_file_and_to_a_heading_of_it() {
    Pattern link = Pattern.compile("]\\(([^)\\s:#]*)(?:#([^)\\s]+))?\\)");
    Set<String> broken = new TreeSet<>();
    PAGES.forEach(
        (page, text) -> {
          for (MatchResult match : link.matcher(text).results().toList()) {
            Path target =
                match.group(1).isEmpty() ? page : page.resolveSibling(match.group(1)).normalize();
            if (!Files.exists(target)
                || match.group(2) != null && !headings(target).contains(match.group(2))) {
              broken.add(TOP.relativize(page) + ": " + match.group());
            }
          }
        });
    assertThat(broken).isEmpty();
  }

  /** As GitHub names them, and MkDocs. */
  private static Set<String> headings(Path page) {
    return Pattern.compile("(?m)^#+ (.+)$")
        .matcher(text(page))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\w\\s-]", "").strip().replaceAll("\\s", "-"))
        .collect(Collectors.toSet());
  }

  private static List<String> found(String regex) {
    Pattern pattern = Pattern.compile(regex);
    return PAGES.values().stream()
        .flatMap(text -> pattern.matcher(text).results())
        .map(match -> match.group(1))
        .toList();
  }

  private static String withoutSpaces(String code) {
    return code.replaceAll("\\s+", "");
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
