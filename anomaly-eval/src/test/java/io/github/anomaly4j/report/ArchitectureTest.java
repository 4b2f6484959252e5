package io.github.anomaly4j.report;

import static com.tngtech.archunit.base.DescribedPredicate.anyElementThat;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.anomaly4j.internal.network.train.EpochNetworks;
import io.github.anomaly4j.internal.probe.NetworkProbe;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final String[] PACKAGES = {
    "io.github.anomaly4j.eval..",
    "io.github.anomaly4j.report..",
    "io.github.anomaly4j.sweep..",
    "io.github.anomaly4j.diagnosis..",
    "io.github.anomaly4j.study..",
    "io.github.anomaly4j.internal.report.."
  };

  private static final String[] ENGINES = {
    "org.nd4j..", "org.deeplearning4j..", "org.datavec..", "org.bytedeco.."
  };

  /** Internal packages that have nothing to do with detection. */
  private static final String[] TOOLS = {
    "io.github.anomaly4j.internal.file..",
    "io.github.anomaly4j.internal.random..",
    "io.github.anomaly4j.internal.dataset..",
    "io.github.anomaly4j.internal.report.."
  };

  private static final int MAX_CLASSES = 20;

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(
              "io.github.anomaly4j.eval",
              "io.github.anomaly4j.report",
              "io.github.anomaly4j.sweep",
              "io.github.anomaly4j.diagnosis",
              "io.github.anomaly4j.study",
              "io.github.anomaly4j.internal.report");

  @Test
  void no_class_knows_an_engine() {
    noClasses()
        .that()
        .resideInAnyPackage(PACKAGES)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ENGINES)
        .check(classes);
  }

  @Test
  void evaluations_and_reports_know_nothing_internal_of_detection() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.github.anomaly4j.eval..",
            "io.github.anomaly4j.report..",
            "io.github.anomaly4j.internal.report..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.github.anomaly4j.internal..")
                .and(not(resideInAnyPackage(TOOLS))))
        .check(classes);
  }

  @Test
  void a_sweep_knows_the_probe_of_a_network_and_nothing_else_internal() {
    noClasses()
        .that()
        .resideInAPackage("io.github.anomaly4j.sweep..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.github.anomaly4j.internal..")
                .and(
                    not(
                        belongToAnyOf(
                            NetworkProbe.class, EpochNetworks.class, EpochNetworks.Epoch.class))))
        .check(classes);
  }

  @Test
  void diagnosis_knows_images_and_random_streams_and_nothing_of_the_detector() {
    classes()
        .that()
        .resideInAPackage("io.github.anomaly4j.diagnosis..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "javax.imageio..",
            "io.github.anomaly4j.diagnosis..",
            "io.github.anomaly4j.image..",
            "io.github.anomaly4j.internal.random..",
            "io.github.anomaly4j.internal.file..",
            "org.apache.commons.math3..",
            "org.jspecify.annotations..",
            "org.knowm.xchart..")
        .check(classes);
  }

  @Test
  void no_public_signature_mentions_an_internal_type_or_one_of_a_tool_kit() {
    DescribedPredicate<JavaClass> hidden =
        resideInAnyPackage(
            "io.github.anomaly4j.internal..",
            "com.google.common..",
            "com.fasterxml.jackson..",
            "gg.jte..",
            "org.apache.commons..",
            "org.knowm.xchart..");
    noCodeUnits()
        .that()
        .areDeclaredInClassesThat(resideOutsideOfInternal())
        .and()
        .arePublic()
        .and()
        .areDeclaredInClassesThat()
        .arePublic()
        .should()
        .haveRawReturnType(hidden)
        .orShould()
        .haveRawParameterTypes(anyElementThat(hidden))
        .check(classes);
  }

  private static DescribedPredicate<JavaClass> resideOutsideOfInternal() {
    return not(resideInAnyPackage("io.github.anomaly4j.internal.."));
  }

  @Test
  void no_package_has_more_than_twenty_classes() {
    Map<String, Long> sizes =
        classes.stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(one -> !one.getSimpleName().equals("package-info"))
            .collect(groupingBy(JavaClass::getPackageName, counting()));
    assertThat(sizes).containsKey("io.github.anomaly4j.eval");
    assertThat(sizes.values()).as("%s", sizes).allMatch(size -> size <= MAX_CLASSES);
  }
}
