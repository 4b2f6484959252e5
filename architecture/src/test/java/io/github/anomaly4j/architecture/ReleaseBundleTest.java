package io.github.anomaly4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * The bundle that {@code -Drelease.bundle} names has all that Maven Central demands
 * (https://central.sonatype.org/publish/requirements/). {@code .ci/release} builds it and runs
 * this.
 */
@EnabledIfSystemProperty(named = "release.bundle", matches = ".+")
class ReleaseBundleTest {
  private static final Path TOP = Path.of("").toAbsolutePath().getParent();
  private static final String GROUP = "io/github/anomaly4j/";
  private static final Set<String> POMS = Set.of("anomaly-bom");

  private static Map<String, byte[]> files;
  private static String version;

  @BeforeAll
  static void read() throws IOException {
    files = entries(Files.readAllBytes(Path.of(System.getProperty("release.bundle"))));
    version =
        files.keySet().stream()
            .filter(name -> name.startsWith(GROUP + "anomaly-core/"))
            .findFirst()
            .orElseThrow()
            .split("/")[4];
  }

  private static Map<String, byte[]> entries(byte[] zip) throws IOException {
    Map<String, byte[]> entries = new TreeMap<>();
    try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (!entry.isDirectory()) {
          entries.put(entry.getName(), in.readAllBytes());
        }
      }
    }
    return entries;
  }

  /** The folders of the modules that are published. */
  static Set<Path> published() throws IOException {
    Set<Path> published = new TreeSet<>();
    Matcher modules =
        Pattern.compile("<module>(.*)</module>").matcher(Files.readString(TOP.resolve("pom.xml")));
    while (modules.find()) {
      Path module = TOP.resolve(modules.group(1));
      if (!Files.readString(module.resolve("pom.xml"))
          .contains("<maven.deploy.skip>true</maven.deploy.skip>")) {
        published.add(module);
      }
    }
    return published;
  }

  private static Set<String> artifacts() throws IOException {
    Set<String> artifacts = new TreeSet<>();
    published().forEach(module -> artifacts.add(module.getFileName().toString()));
    return artifacts;
  }

  private static String file(String artifact, String end) {
    return GROUP + artifact + "/" + version + "/" + artifact + "-" + version + end;
  }

  private static byte[] content(String artifact, String end) {
    String name = file(artifact, end);
    assertThat(files.keySet()).contains(name);
    return files.get(name);
  }

  @Test
  void the_version_is_that_of_a_release() {
    assertThat(version).doesNotContain("SNAPSHOT");
  }

  @Test
  void exactly_the_published_modules_are_there() throws IOException {
    Set<String> found = new TreeSet<>();
    files.keySet().forEach(name -> found.add(name.substring(GROUP.length()).split("/")[0]));
    assertThat(found).isEqualTo(artifacts());
  }

  @Test
  void every_artifact_has_its_pom_jar_sources_javadoc_and_list_of_parts() throws IOException {
    for (String artifact : artifacts()) {
      content(artifact, ".pom");
      if (!POMS.contains(artifact)) {
        for (String end : List.of(".jar", "-sources.jar", "-javadoc.jar")) {
          assertThat(entries(content(artifact, end))).as(artifact + end).hasSizeGreaterThan(1);
        }
        assertThat(new String(content(artifact, "-cyclonedx.json"), StandardCharsets.UTF_8))
            .contains("\"CycloneDX\"", "pkg:maven/io.github.anomaly4j/" + artifact + "@" + version);
      }
    }
  }

  @Test
  void every_jar_holds_the_license_and_the_notice() throws IOException {
    for (String artifact : artifacts()) {
      if (!POMS.contains(artifact)) {
        for (String end : List.of(".jar", "-sources.jar", "-javadoc.jar")) {
          Map<String, byte[]> jar = entries(content(artifact, end));
          for (String name : List.of("LICENSE", "NOTICE")) {
            assertThat(jar.get("META-INF/" + name))
                .as(artifact + end)
                .isEqualTo(Files.readAllBytes(TOP.resolve(name)));
          }
        }
      }
    }
  }

  @Test
  void every_file_has_a_signature_and_right_checksums() throws Exception {
    List<String> ends = List.of(".md5", ".sha1", ".sha256", ".sha512", ".asc");
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      String name = file.getKey();
      if (ends.stream().anyMatch(name::endsWith)) {
        continue;
      }
      assertThat(files.keySet()).contains(name + ".asc", name + ".md5", name + ".sha1");
      assertThat(text(name + ".asc")).startsWith("-----BEGIN PGP SIGNATURE-----");
      assertThat(text(name + ".md5")).isEqualTo(digest("MD5", file.getValue()));
      assertThat(text(name + ".sha1")).isEqualTo(digest("SHA-1", file.getValue()));
    }
  }

  private static String text(String name) {
    return new String(files.get(name), StandardCharsets.UTF_8).strip();
  }

  private static String digest(String algorithm, byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
  }

  @Test
  void every_pom_says_by_itself_what_central_asks_for() throws Exception {
    for (String artifact : artifacts()) {
      Element pom = pom(artifact);
      assertThat(child(pom, "parent")).as(artifact).isNull();
      for (String asked :
          List.of("name", "description", "url", "licenses", "developers", "scm", "version")) {
        assertThat(value(pom, asked)).as(artifact + " " + asked).isNotBlank();
      }
      assertThat(new String(content(artifact, ".pom"), StandardCharsets.UTF_8))
          .as(artifact)
          .doesNotContain("${")
          .doesNotContain("SNAPSHOT")
          .doesNotContain("<repositories>");
    }
  }

  @Test
  void the_one_dependency_brings_the_natives_of_the_system_that_builds() throws Exception {
    String pom = new String(content("anomaly4j", ".pom"), StandardCharsets.UTF_8);
    for (Path module : published()) {
      String artifact = module.getFileName().toString();
      if (module.getParent().endsWith("platforms")) {
        assertThat(pom).containsOnlyOnce("<artifactId>" + artifact + "</artifactId>");
        assertThat(new String(content(artifact, ".pom"), StandardCharsets.UTF_8))
            .contains("<classifier>" + artifact.substring("anomaly4j-".length()));
      }
    }
    assertThat(pom).doesNotContain("nd4j-native");
  }

  @Test
  void the_bill_of_materials_lists_every_jar_and_nothing_else() throws Exception {
    Element bom = pom("anomaly-bom");
    List<String> listed = new ArrayList<>();
    Element managed = child(child(bom, "dependencyManagement"), "dependencies");
    for (Node node = managed.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element dependency) {
        assertThat(value(dependency, "groupId")).isEqualTo("io.github.anomaly4j");
        assertThat(value(dependency, "version")).isEqualTo(version);
        listed.add(value(dependency, "artifactId"));
      }
    }
    Set<String> jars = artifacts();
    jars.removeAll(POMS);
    assertThat(listed).containsExactlyInAnyOrderElementsOf(jars);
  }

  private static Element pom(String artifact) throws Exception {
    try (InputStream in = new ByteArrayInputStream(content(artifact, ".pom"))) {
      Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
      return document.getDocumentElement();
    }
  }

  private static Element child(Element parent, String name) {
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && element.getTagName().equals(name)) {
        return element;
      }
    }
    return null;
  }

  private static String value(Element parent, String name) {
    Element element = child(parent, name);
    return element == null ? "" : element.getTextContent().strip();
  }
}
