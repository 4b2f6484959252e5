package io.github.anomaly4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The size of packages, files and parameter lists, as the source has them. */
class SourceShapeTest {
  private static final Path TOP = Path.of("").toAbsolutePath().getParent();
  private static final int MAX_CLASSES = 20;
  private static final int MAX_LINES = 300;
  private static final int MAX_PARAMETERS = 7;

  /** A longer file says why: a sentence of its type's Javadoc begins like this. */
  private static final String REASON = "Long because ";

  /** Longer without a reason, with their lines: to be emptied, and no file may come or grow. */
  private static final Map<String, Integer> LONG_FILES = Map.of();

  /** Nobody calls these from other code: their values are not checked for null. */
  private static final Set<String> PROGRAMS = Set.of("anomaly-cli", "benchmarks", "examples");

  /** Not checked for null yet: to be emptied. */
  private static final Set<String> UNCHECKED =
      Set.of(
          "io.github.anomaly4j",
          "io.github.anomaly4j.internal.detector",
          "io.github.anomaly4j.internal.evidence",
          "io.github.anomaly4j.internal.feature",
          "io.github.anomaly4j.internal.network",
          "io.github.anomaly4j.internal.network.layer",
          "io.github.anomaly4j.internal.network.loss",
          "io.github.anomaly4j.internal.network.train",
          "io.github.anomaly4j.internal.probe",
          "io.github.anomaly4j.internal.report",
          "io.github.anomaly4j.internal.training");

  private static List<Path> sources;

  @BeforeAll
  static void list() throws IOException {
    sources = sources();
  }

  /** Of all modules' main code. */
  static List<Path> sources() throws IOException {
    try (Stream<Path> modules = Files.list(TOP)) {
      return modules
          .map(module -> module.resolve("src/main/java"))
          .filter(Files::isDirectory)
          .flatMap(SourceShapeTest::javaFiles)
          .toList();
    }
  }

  private static Stream<Path> javaFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void a_package_has_at_most_twenty_classes() {
    Map<String, Integer> full = new TreeMap<>();
    sources.stream()
        .filter(file -> !file.endsWith("package-info.java"))
        .collect(Collectors.groupingBy(SourceShapeTest::packageOf, Collectors.counting()))
        .forEach(
            (name, count) -> {
              if (count > MAX_CLASSES) {
                full.put(name, count.intValue());
              }
            });
    assertThat(full).isEmpty();
  }

  @Test
  void a_file_of_more_than_300_lines_says_why() throws IOException {
    Set<String> unexplained = new TreeSet<>();
    for (Path file : sources) {
      String text = Files.readString(file);
      if (text.lines().count() > LONG_FILES.getOrDefault(nameOf(file), MAX_LINES)
          && !text.replaceAll("\\s*\\n \\*\\s*", " ").contains(REASON)) {
        unexplained.add(nameOf(file));
      }
    }
    assertThat(unexplained).isEmpty();
  }

  @Test
  void only_records_have_more_than_seven_parameters() throws IOException {
    Set<String> found = new TreeSet<>();
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      var task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, List.of(), null, files.getJavaFileObjectsFromPaths(sources));
      for (CompilationUnitTree unit : task.parse()) {
        new TreePathScanner<Void, Void>() {
          @Override
          public Void visitMethod(MethodTree method, Void nothing) {
            var type = (ClassTree) getCurrentPath().getParentPath().getLeaf();
            boolean ofRecord = type.getKind() == Tree.Kind.RECORD && method.getReturnType() == null;
            if (method.getParameters().size() > MAX_PARAMETERS && !ofRecord) {
              found.add(nameOf(Path.of(unit.getSourceFile().toUri())) + "." + method.getName());
            }
            return super.visitMethod(method, nothing);
          }
        }.scan(unit, null);
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void every_package_says_what_it_is_and_that_nothing_in_it_is_null() throws IOException {
    Set<String> unmarked = new TreeSet<>();
    for (Path folder : sources.stream().map(Path::getParent).collect(Collectors.toSet())) {
      Path info = folder.resolve("package-info.java");
      if (PROGRAMS.contains(TOP.relativize(info).getName(0).toString())) {
        continue;
      }
      if (!Files.exists(info) || !Files.readString(info).contains("\n@NullMarked\n")) {
        unmarked.add(packageOf(info));
      }
    }
    assertThat(unmarked).isSubsetOf(UNCHECKED);
  }

  @Test
  void every_published_jar_has_a_module_name_of_its_own_and_is_in_the_bill_of_materials()
      throws IOException {
    String bill = Files.readString(TOP.resolve("anomaly-bom/pom.xml"));
    Pattern entry = Pattern.compile("<Automatic-Module-Name>(.*)</Automatic-Module-Name>");
    Map<String, String> names = new TreeMap<>();
    for (Path module : ReleaseBundleTest.published()) {
      String pom = Files.readString(module.resolve("pom.xml"));
      if (!pom.contains("<packaging>pom</packaging>")) {
        String artifact = module.getFileName().toString();
        Matcher name = entry.matcher(pom);
        assertThat(name.find()).as("Automatic-Module-Name of " + artifact).isTrue();
        assertThat(names.put(name.group(1), artifact)).as(name.group(1)).isNull();
        assertThat(bill).contains("<artifactId>" + artifact + "</artifactId>");
      }
    }
    assertThat(names).isNotEmpty();
  }

  private static String packageOf(Path file) {
    String name = nameOf(file);
    return name.substring(0, name.lastIndexOf('.'));
  }

  private static String nameOf(Path file) {
    Path path = TOP.relativize(file.toAbsolutePath());
    return path.subpath(4, path.getNameCount())
        .toString()
        .replace(File.separatorChar, '.')
        .replaceAll("\\.java$", "");
  }
}
