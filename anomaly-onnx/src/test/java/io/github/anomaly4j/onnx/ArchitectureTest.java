package io.github.anomaly4j.onnx;

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
          .importPackages("io.github.anomaly4j.onnx");

  @Test
  void no_public_signature_but_that_of_session_options_mentions_a_type_of_a_tool_kit() {
    DescribedPredicate<JavaClass> toolKits =
        resideInAnyPackage("ai.onnxruntime..", "com.google..", "com.fasterxml..");
    noCodeUnits()
        .that()
        .arePublic()
        .and()
        .areDeclaredInClassesThat()
        .arePublic()
        .and()
        .areNotDeclaredIn(OnnxBackboneBuilder.SessionSetup.class)
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
                    "ai.onnxruntime..",
                    "com.google.common..",
                    "com.google.protobuf..",
                    "com.fasterxml.jackson..",
                    "org.jspecify.annotations..",
                    "io.github.anomaly4j.internal.natives..",
                    "io.github.anomaly4j.internal.onnx..",
                    "io.github.anomaly4j.natives..",
                    "io.github.anomaly4j.onnx..",
                    "io.github.anomaly4j.spi..")
                .or(type(ModelFileException.class)))
        .check(classes);
  }
}
