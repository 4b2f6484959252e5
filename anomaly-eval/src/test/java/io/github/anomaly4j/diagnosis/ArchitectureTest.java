package io.github.anomaly4j.diagnosis;

import static com.tngtech.archunit.base.DescribedPredicate.anyElementThat;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private final JavaClasses diagnosis =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.github.anomaly4j.diagnosis");

  @Test
  void diagnosis_knows_pictures_and_random_streams_and_nothing_of_the_detector() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "javax.imageio..",
            "io.github.anomaly4j.diagnosis..",
            "io.github.anomaly4j.image..",
            "io.github.anomaly4j.augment..",
            "org.apache.commons.math3..",
            "org.knowm.xchart..")
        .check(diagnosis);
  }

  @Test
  void no_public_signature_mentions_a_type_of_a_tool_kit() {
    DescribedPredicate<JavaClass> toolKits =
        resideInAnyPackage("org.apache.commons..", "org.knowm.xchart..");
    noCodeUnits()
        .that()
        .arePublic()
        .and()
        .areDeclaredInClassesThat()
        .arePublic()
        .should()
        .haveRawReturnType(toolKits)
        .orShould()
        .haveRawParameterTypes(anyElementThat(toolKits))
        .check(diagnosis);
  }
}
