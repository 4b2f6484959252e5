package io.github.anomaly4j;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final List<String> FOREIGN =
      List.of(
          "org.nd4j.",
          "org.deeplearning4j.",
          "org.datavec.",
          "io.github.jbellis.",
          "com.google.common.",
          "org.apache.commons.math3.",
          "com.fasterxml.jackson.");

  /** What every stage may name of the root package. */
  private static final Class<?>[] VALUES = {
    AnomalyMap.class,
    HeatmapStyle.class,
    ModelFileException.class,
    Region.class,
    Region.Corner.class,
    Warning.class,
    Warning.Kind.class
  };

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.github.anomaly4j");

  @Test
  void only_the_network_linear_algebra_one_filter_bank_and_their_loader_know_the_native_arrays() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.github.anomaly4j.natives..",
            "io.github.anomaly4j.internal.natives..",
            "io.github.anomaly4j.internal.network..",
            "io.github.anomaly4j.internal.linalg..")
        .and()
        .doNotHaveFullyQualifiedName("io.github.anomaly4j.internal.feature.WaveletBank")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.nd4j..", "org.deeplearning4j..", "org.datavec..", "org.bytedeco..")
        .check(classes);
  }

  @Test
  void no_public_signature_of_the_api_mentions_a_type_of_an_engine_or_a_tool_kit() {
    ArchRuleDefinition.classes()
        .that()
        .arePublic()
        .and()
        .resideOutsideOfPackage("io.github.anomaly4j.internal..")
        .should(mentionNoForeignType())
        .check(classes);
  }

  @Test
  void the_packages_behind_the_wall_form_no_cycles() {
    slices()
        .matching("io.github.anomaly4j.internal.(*)..")
        .should()
        .beFreeOfCycles()
        .check(classes);
  }

  @Test
  void what_reads_the_images_of_a_training_knows_nothing_of_the_rest_of_it() {
    noClasses()
        .that()
        .resideInAPackage("io.github.anomaly4j.internal.training.image")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.github.anomaly4j.internal.training", "io.github.anomaly4j.internal.training.shard")
        .check(classes);
  }

  @Test
  void the_packages_of_the_api_form_no_cycles() {
    slices()
        .matching("io.github.anomaly4j.(*)..")
        .should()
        .beFreeOfCycles()
        .ignoreDependency(alwaysTrue(), resideInAPackage("io.github.anomaly4j.internal.."))
        .check(classes);
  }

  @Test
  void only_the_inside_of_the_detector_and_its_training_know_the_detector() {
    noClasses()
        .that()
        .resideInAPackage("io.github.anomaly4j.*..")
        .and()
        .resideOutsideOfPackages(
            "io.github.anomaly4j.internal.detector",
            "io.github.anomaly4j.internal.revision",
            "io.github.anomaly4j.internal.training")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.github.anomaly4j").and(not(belongToAnyOf(VALUES))))
        .check(classes);
  }

  @Test
  void nothing_is_unserialized_executed_exited_or_set_for_the_whole_process() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ObjectInputStream.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(ObjectOutputStream.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(ProcessBuilder.class)
        .orShould()
        .callMethod(System.class, "setProperty", String.class, String.class)
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethodWhere(
            JavaCall.Predicates.target(
                    HasOwner.Predicates.With.owner(JavaClass.Predicates.type(Runtime.class)))
                .and(JavaCall.Predicates.target(nameMatching("exec|exit|halt"))))
        .check(classes);
  }

  private static ArchCondition<JavaClass> mentionNoForeignType() {
    return new ArchCondition<>("mention no foreign type in what their callers see") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (JavaMember member : type.getMembers()) {
          if (!isVisible(member)) {
            continue;
          }
          for (JavaClass mentioned : mentioned(member)) {
            if (FOREIGN.stream().anyMatch(mentioned.getBaseComponentType().getName()::startsWith)) {
              events.add(
                  SimpleConditionEvent.violated(
                      member, member.getFullName() + " mentions " + mentioned.getName()));
            }
          }
        }
      }
    };
  }

  private static boolean isVisible(JavaMember member) {
    Set<JavaModifier> modifiers = member.getModifiers();
    return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
        && !modifiers.contains(JavaModifier.SYNTHETIC);
  }

  private static Set<JavaClass> mentioned(JavaMember member) {
    Set<JavaClass> mentioned = new HashSet<>();
    if (member instanceof JavaField field) {
      mentioned.addAll(field.getType().getAllInvolvedRawTypes());
    } else if (member instanceof JavaCodeUnit code) {
      mentioned.addAll(code.getReturnType().getAllInvolvedRawTypes());
      code.getParameterTypes().forEach(type -> mentioned.addAll(type.getAllInvolvedRawTypes()));
      mentioned.addAll(code.getExceptionTypes());
    }
    return mentioned;
  }
}
