package io.github.anomaly4j.report;

import static com.tngtech.archunit.base.DescribedPredicate.anyElementThat;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.internal.network.train.EpochNetworks;
import io.github.anomaly4j.progress.EpochReport;
import io.github.anomaly4j.progress.GradedAuroc;
import io.github.anomaly4j.progress.Losses;
import io.github.anomaly4j.progress.NetworkBehavior;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final String SWEEP =
      "io\\.github\\.anomaly4j\\.(sweep\\..*|report\\.\\w*Sweep\\w*)";

  private static final String[] INSIDE = {
    "org.nd4j..",
    "org.deeplearning4j..",
    "org.datavec..",
    "org.bytedeco..",
    "io.github.anomaly4j.library..",
    "io.github.anomaly4j.loss..",
    "io.github.anomaly4j.route..",
    "io.github.anomaly4j.score..",
    "io.github.anomaly4j.threshold..",
    "io.github.anomaly4j.train..",
    "io.github.anomaly4j.unet.."
  };

  /** What {@code NetworkProbe} and {@code AnomalyDetectorBuilder} take and give. */
  private static final Class<?>[] HANDED_OUT = {
    NetworkBehavior.class,
    EpochNetworks.class,
    EpochReport.class,
    Evidence.class,
    GradedAuroc.class,
    Losses.class
  };

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(
              "io.github.anomaly4j.eval",
              "io.github.anomaly4j.report",
              "io.github.anomaly4j.sweep",
              "io.github.anomaly4j.diagnosis");

  @Test
  void evaluation_knows_no_engine_and_no_inside_of_the_detector() {
    noClasses()
        .that()
        .haveNameNotMatching(SWEEP)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(INSIDE)
        .check(classes);
  }

  @Test
  void a_sweep_knows_what_the_probe_hands_out_and_no_engine() {
    noClasses()
        .that()
        .haveNameMatching(SWEEP)
        .should()
        .dependOnClassesThat(resideInAnyPackage(INSIDE).and(not(belongToAnyOf(HANDED_OUT))))
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
            "io.github.anomaly4j.augment..",
            "io.github.anomaly4j.artifact..",
            "org.apache.commons.math3..",
            "org.knowm.xchart..")
        .check(classes);
  }

  @Test
  void studies_know_the_parts_of_a_detector_and_no_engine() {
    noClasses()
        .that()
        .resideInAPackage("io.github.anomaly4j.study..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.nd4j..", "org.deeplearning4j..", "org.datavec..", "org.bytedeco..")
        .check(new ClassFileImporter().importPackages("io.github.anomaly4j.study"));
  }

  @Test
  void no_public_signature_mentions_a_type_of_a_tool_kit() {
    DescribedPredicate<JavaClass> toolKits =
        resideInAnyPackage(
            "com.google.common..",
            "com.fasterxml.jackson..",
            "org.apache.commons..",
            "org.knowm.xchart..");
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
}
