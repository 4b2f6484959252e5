package io.github.anomaly4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every public function that computes numbers is on the page that says what proves it. */
class NumbersPageTest {
  private static final Path TOP = Path.of("").toAbsolutePath().getParent();
  private static final Path PAGE = TOP.resolve("docs/numbers.md");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)\\)");

  private static final List<String> PACKAGES =
      List.of(
          "io.github.anomaly4j.metric",
          "io.github.anomaly4j.threshold",
          "io.github.anomaly4j.augment",
          "io.github.anomaly4j.image",
          "io.github.anomaly4j.internal.network.loss",
          "io.github.anomaly4j.internal.score");

  /** It holds settings. */
  private static final Set<String> LEFT_OUT = Set.of("DecodeLimits");

  /** What a row of the page says. */
  private record Row(List<String> functions, List<String> tests, String reference) {}

  private static List<Row> rows;
  private static Map<String, String> tests;

  @BeforeAll
  static void read() throws IOException {
    rows =
        Files.readAllLines(PAGE).stream()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.split("\\|"))
            .map(cells -> new Row(codes(cells[1]), codes(cells[2]), cells[3].strip()))
            .toList();
    try (Stream<Path> files = Files.walk(TOP, 16)) {
      tests =
          files
              .filter(file -> file.toString().endsWith("Test.java"))
              .filter(file -> !file.toString().contains("target"))
              .collect(
                  Collectors.toMap(
                      NumbersPageTest::simpleName, NumbersPageTest::text, String::concat));
    }
  }

  private static List<String> codes(String cell) {
    return CODE.matcher(cell).results().map(found -> found.group(1)).toList();
  }

  private static String simpleName(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void every_public_numeric_function_has_a_row_and_every_row_its_functions() {
    Set<String> functions =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(PACKAGES)
                .stream()
                .filter(type -> PACKAGES.contains(type.getPackageName()))
                .filter(type -> !type.isAnonymousClass() && !type.isAssignableTo(Throwable.class))
                .filter(type -> !LEFT_OUT.contains(type.getSimpleName()))
                .flatMap(type -> type.getMethods().stream())
                .filter(NumbersPageTest::computes)
                .map(method -> nameOf(method.getOwner()) + "." + method.getName())
                .collect(Collectors.toCollection(TreeSet::new));
    assertThat(rows.stream().flatMap(row -> row.functions().stream()))
        .as(PAGE + " names each once")
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(functions);
  }

  /** Whether it gives numbers, or something that holds them, that it does not just hand out. */
  private static boolean computes(JavaMethod method) {
    Set<JavaModifier> modifiers = method.getModifiers();
    JavaClass result = method.getRawReturnType();
    return modifiers.contains(JavaModifier.PUBLIC)
        && !modifiers.contains(JavaModifier.SYNTHETIC)
        && !modifiers.contains(JavaModifier.ABSTRACT)
        && !Set.of("void", "boolean", "java.lang.String").contains(result.getName())
        && !result.isEnum()
        && !result.getBaseComponentType().isEnum()
        && !result.getSimpleName().equals("Builder")
        && !method.getOwner().getSimpleName().equals("Builder")
        && !method.getName().equals("hashCode")
        && !isAccessor(method);
  }

  private static boolean isAccessor(JavaMethod method) {
    return method.getOwner().isRecord()
        && method.getRawParameterTypes().isEmpty()
        && method.getOwner().tryGetField(method.getName()).isPresent();
  }

  private static String nameOf(JavaClass type) {
    return type.getEnclosingClass().map(outer -> nameOf(outer) + ".").orElse("")
        + type.getSimpleName();
  }

  @Test
  void the_tests_of_a_row_exist_and_call_its_functions() {
    Map<String, String> untested = new TreeMap<>();
    for (Row row : rows) {
      assertThat(row.tests()).as(row.toString()).isNotEmpty();
      assertThat(tests).containsKeys(row.tests().toArray(String[]::new));
      String sources = row.tests().stream().map(tests::get).collect(Collectors.joining());
      for (String function : row.functions()) {
        String method = function.substring(function.lastIndexOf('.') + 1);
        if (!Pattern.compile("[.:]" + method + "\\b").matcher(sources).find()) {
          untested.put(function, row.tests().toString());
        }
      }
    }
    assertThat(untested).isEmpty();
  }

  @Test
  void every_row_says_what_its_numbers_are_compared_with_and_links_lead_to_files()
      throws IOException {
    assertThat(rows).allSatisfy(row -> assertThat(row.reference()).isNotEmpty());
    for (MatchResult link : LINK.matcher(Files.readString(PAGE)).results().toList()) {
      assertThat(PAGE.resolveSibling(link.group(1))).exists();
    }
  }
}
