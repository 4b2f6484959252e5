package io.github.anomaly4j.keras;

import static com.tngtech.archunit.base.DescribedPredicate.anyElementThat;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.anomaly4j.ModelFileException;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.github.anomaly4j.keras");

  @Test
  void no_public_signature_mentions_a_type_of_a_tool_kit() {
    DescribedPredicate<JavaClass> toolKits =
        resideInAnyPackage(
            "org.nd4j..", "org.deeplearning4j..", "io.jhdf..", "com.google..", "com.fasterxml..");
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
        .check(classes);
  }

  @Test
  void it_knows_no_inside_of_the_detector_and_no_engine_but_its_own() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    "java..",
                    "org.nd4j.linalg..",
                    "org.deeplearning4j.nn..",
                    "io.jhdf..",
                    "com.google.common..",
                    "com.fasterxml.jackson..",
                    "org.jspecify.annotations..",
                    "io.github.anomaly4j.internal.natives..",
                    "io.github.anomaly4j.internal.keras..",
                    "io.github.anomaly4j.natives..",
                    "io.github.anomaly4j.keras..",
                    "io.github.anomaly4j.spi..")
                .or(type(ModelFileException.class)))
        .check(classes);
  }
}
