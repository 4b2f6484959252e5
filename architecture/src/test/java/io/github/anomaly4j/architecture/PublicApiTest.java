package io.github.anomaly4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an application that embeds the library can name, in all modules. */
class PublicApiTest {
  private static final String ROOT = "io.github.anomaly4j";

  private static final int MAX_CORE_TYPES = 56;

  private static final int MAX_ROOT_TYPES = 14;

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void an_embedder_reaches_few_types() {
    Set<String> core = reachable("anomaly-core");
    Set<String> augment = reachable("anomaly-augment");
    System.out.printf("Public types of anomaly-core: %d%n", core.size());
    core.forEach(type -> System.out.println("  " + type));
    System.out.printf("Public types of anomaly-augment: %d%n", augment.size());
    augment.forEach(type -> System.out.println("  " + type));
    assertThat(core).hasSizeLessThanOrEqualTo(MAX_CORE_TYPES);
    assertThat(core.stream().filter(type -> type.lastIndexOf('.') == ROOT.length()).toList())
        .hasSizeLessThanOrEqualTo(MAX_ROOT_TYPES);
  }

  @Test
  void no_public_signature_names_a_type_behind_the_wall() {
    Set<String> leaks = new TreeSet<>();
    for (JavaClass type : classes) {
      if (isReachable(type)) {
        for (JavaClass named : named(type)) {
          if (isBehindTheWall(named)) {
            leaks.add(type.getFullName() + " names " + named.getFullName());
          }
        }
      }
    }
    assertThat(leaks).isEmpty();
  }

  /** Top-level types; nested ones belong to them. */
  private Set<String> reachable(String module) {
    return classes.stream()
        .filter(PublicApiTest::isReachable)
        .filter(type -> type.getSource().orElseThrow().getUri().toString().contains(module))
        .map(PublicApiTest::outermost)
        .map(JavaClass::getFullName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isReachable(JavaClass type) {
    return !isBehindTheWall(type)
        && !type.isAnonymousClass()
        && type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(PublicApiTest::isReachable).orElse(true);
  }

  private static boolean isBehindTheWall(JavaClass type) {
    return type.getBaseComponentType().getPackageName().startsWith(ROOT + ".internal");
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(PublicApiTest::outermost).orElse(type);
  }

  /** All types that the signatures of a type name: its own, and those of its visible members. */
  private static Set<JavaClass> named(JavaClass type) {
    Stream<JavaType> own =
        Stream.of(
                type.getSuperclass().stream(),
                type.getInterfaces().stream(),
                type.getTypeParameters().stream())
            .flatMap(types -> types);
    Stream<JavaType> members =
        type.getMembers().stream()
            .filter(member -> isVisible(member, type))
            .flatMap(PublicApiTest::signature);
    Set<JavaClass> named = new HashSet<>();
    Stream.concat(own, members).forEach(each -> named.addAll(each.getAllInvolvedRawTypes()));
    return named;
  }

  private static boolean isVisible(JavaMember member, JavaClass type) {
    Set<JavaModifier> modifiers = member.getModifiers();
    return !modifiers.contains(JavaModifier.SYNTHETIC)
        && (modifiers.contains(JavaModifier.PUBLIC)
            || modifiers.contains(JavaModifier.PROTECTED)
                && !type.getModifiers().contains(JavaModifier.FINAL));
  }

  private static Stream<JavaType> signature(JavaMember member) {
    if (member instanceof JavaField field) {
      return Stream.of(field.getType());
    }
    JavaCodeUnit code = (JavaCodeUnit) member;
    return Stream.<List<? extends JavaType>>of(
            List.of(code.getReturnType()),
            code.getParameterTypes(),
            code.getTypeParameters(),
            List.copyOf(code.getExceptionTypes()))
        .flatMap(List::stream);
  }
}
