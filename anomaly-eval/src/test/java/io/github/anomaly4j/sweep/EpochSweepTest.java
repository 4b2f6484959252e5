package io.github.anomaly4j.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.data.EmptyImageSetException;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageException;
import io.github.anomaly4j.internal.probe.NetworkProbe;
import io.github.anomaly4j.metric.Auroc;
import io.github.anomaly4j.progress.EpochReport;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EpochSweepTest {
  private static final SweepOptions OPTIONS = SweepOptions.defaults();

  @TempDir private static Path folder;
  private static ImageSet parts;
  private static Path epochs;
  private static List<EpochReport> curve;
  private static Sweep sweep;
  private static final List<String> heard = new ArrayList<>();

  @BeforeAll
  static void sweep() throws IOException {
    parts = SweptParts.labeled(folder.resolve("parts"), "nut", "ring");
    epochs = folder.resolve("epochs");
    curve = SweptParts.training(3).trainNetwork(parts, epochs);
    sweep =
        EpochSweep.run(
            epochs,
            parts,
            OPTIONS.withProgress(
                (epoch, done, total) ->
                    heard.add(epoch.report().epoch() + ": " + done + " of " + total)));
  }

  @Test
  void every_epoch_is_there_with_what_training_said_of_it() {
    assertThat(sweep.epochs()).extracting(SweptEpoch::report).isEqualTo(curve);
    assertThat(heard).containsExactly("1: 1 of 3", "2: 2 of 3", "3: 3 of 3");
  }

  @Test
  void normal_and_defective_test_images_are_scored_evenly() {
    assertThat(sweep.images())
        .extracting(image -> image.entry().category() + (image.entry().anomalous() ? "!" : ""))
        .containsExactly(
            "nut", "nut", "nut", "nut!", "nut!", "nut!", "ring", "ring", "ring", "ring!", "ring!",
            "ring!");
    assertThat(sweep.categories()).isEqualTo(2);
    assertThat(sweep.labeledCategories()).isEqualTo(2);
    assertThat(sweep.images())
        .allSatisfy(image -> assertThat(image.scores()).hasSize(3))
        .extracting(SweptImage::entry)
        .isSubsetOf(parts.test().entries());
  }

  @Test
  void raw_scores_are_those_of_the_probe() throws IOException {
    SweptImage image = sweep.images().get(4);
    try (NetworkProbe probe =
        NetworkProbe.load(epochs.resolve("epoch-002.network"), parts.training())) {
      assertThat(image.scores().get(1))
          .isEqualTo(probe.score(Image.read(image.entry().file()), "nut"));
    }
  }

  @Test
  void the_area_is_that_of_each_category_and_then_the_mean() {
    for (Evidence kind : Evidence.values()) {
      if (!sweep.evidence().contains(kind)) {
        assertThat(kind)
            .isIn(Evidence.IMAGE, Evidence.DETAIL, Evidence.BACKBONE, Evidence.GAUSSIAN);
        continue;
      }
      double nut = area(kind, 0, 6);
      double ring = area(kind, 6, 12);
      EvidenceMetrics figures = sweep.epochs().get(2).evidence().get(kind);
      assertThat(figures.auroc()).as(kind.key()).isEqualTo((nut + ring) / 2);
      assertThat(figures.separated()).isEqualTo((nut == 1 ? 1 : 0) + (ring == 1 ? 1 : 0));
      assertThat(figures.labeled()).isEqualTo(2);
      assertThat(figures.meanScore())
          .isCloseTo(
              sweep.images().stream()
                  .mapToDouble(image -> image.scores().get(2).get(kind))
                  .average()
                  .orElseThrow(),
              offset(1e-9));
    }
  }

  private static double area(Evidence kind, int from, int to) {
    List<SweptImage> images = sweep.images().subList(from, to);
    boolean[] truth = new boolean[images.size()];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = images.get(i).entry().anomalous();
    }
    return Auroc.of(
        images.stream().mapToDouble(image -> image.scores().get(2).get(kind)).toArray(), truth);
  }

  @Test
  void the_same_epochs_and_images_give_the_same_sweep() throws IOException {
    Sweep again = EpochSweep.run(epochs, parts, OPTIONS);
    assertThat(again.epochs()).isEqualTo(sweep.epochs());
    assertThat(again.images())
        .extracting(SweptImage::scores)
        .isEqualTo(sweep.images().stream().map(SweptImage::scores).toList());
  }

  @Test
  void every_second_epoch_and_the_last_are_taken() throws IOException {
    Sweep some = EpochSweep.run(epochs, parts, OPTIONS.withEvery(2).withImages(2));
    assertThat(some.epochs()).extracting(epoch -> epoch.report().epoch()).containsExactly(2, 3);
    assertThat(some.images())
        .extracting(image -> image.entry().anomalous())
        .containsExactly(false, true, false, true);
  }

  @Test
  void unlabeled_images_are_scored_beside_others_to_compare_with() throws IOException {
    Sweep unlabeled = EpochSweep.run(epochs, parts.training(), OPTIONS.withEvery(3).withImages(20));
    assertThat(unlabeled.images()).hasSize(2 * 4);
    assertThat(unlabeled.labeledCategories()).isZero();
    Map<Evidence, EvidenceMetrics> figures = unlabeled.epochs().get(0).evidence();
    assertThat(figures).containsKeys(Evidence.PATCH, Evidence.BOTTLENECK);
    assertThat(figures.get(Evidence.PATCH).auroc()).isNaN();
    assertThat(figures.get(Evidence.PATCH).meanScore()).isFinite();
    assertThat(figures.get(Evidence.BOTTLENECK).meanScore())
        .as("no image is compared with itself, which would be at the smallest distance")
        .isGreaterThan(-20);
  }

  @Test
  void without_normal_images_there_is_no_evidence_that_compares_with_them() throws IOException {
    Sweep alone =
        EpochSweep.run(epochs, parts.category("nut").test(), OPTIONS.withEvery(3).withImages(2));
    assertThat(alone.evidence())
        .containsExactly(
            Evidence.MASK, Evidence.RECONSTRUCTION, Evidence.GRADIENT, Evidence.FEATURES);
    assertThat(alone.epochs().get(0).purity()).as("one category").isEmpty();
    Sweep none = EpochSweep.run(epochs, parts, OPTIONS.withEvery(3).withNormals(0));
    assertThat(none.evidence()).isEqualTo(alone.evidence());
    assertThat(none.epochs().get(0).purity()).isPresent();
  }

  @Test
  void the_features_of_two_categories_have_their_purity_beside_its_chance() {
    assertThat(sweep.epochs())
        .allSatisfy(
            epoch -> {
              assertThat(epoch.purity().orElseThrow().categories()).containsExactly("nut", "ring");
              assertThat(epoch.purity().orElseThrow().purity()).isBetween(0.5, 1.0);
            });
  }

  @Test
  void a_category_without_images_to_compare_with_is_named() {
    List<ImageEntry> half = new ArrayList<>(parts.category("nut").entries());
    half.addAll(parts.category("ring").test().entries());
    assertThatThrownBy(() -> EpochSweep.run(epochs, ImageSet.of(half), OPTIONS))
        .isInstanceOf(EmptyImageSetException.class)
        .hasMessageContaining("[ring] has no normal training image");
  }

  @Test
  void a_folder_without_epochs_is_named_with_what_to_do() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> EpochSweep.run(empty, parts, OPTIONS))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining(empty.toString())
        .hasMessageContaining("keepEpochs");
    assertThatThrownBy(() -> EpochSweep.run(folder.resolve("none"), parts, OPTIONS))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void a_damaged_epoch_is_named_before_any_image_is_scored() throws IOException {
    Path damaged = copy("damaged");
    byte[] bytes = Files.readAllBytes(damaged.resolve("epoch-003.network"));
    bytes[bytes.length - 5] ^= 1;
    Files.write(damaged.resolve("epoch-003.network"), bytes);
    List<SweptEpoch> scored = new ArrayList<>();
    assertThatThrownBy(
            () ->
                EpochSweep.run(
                    damaged,
                    parts,
                    OPTIONS.withProgress((epoch, done, total) -> scored.add(epoch))))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("epoch-003.network");
    assertThat(scored).isEmpty();
  }

  @Test
  void an_epoch_of_another_training_is_named() throws IOException {
    Path mixed = copy("mixed");
    SweptParts.training(1).seed(5).trainNetwork(parts, folder.resolve("other"));
    Files.copy(folder.resolve("other/epoch-001.network"), mixed.resolve("epoch-004.network"));
    assertThatThrownBy(() -> EpochSweep.run(mixed, parts, OPTIONS))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("epoch-004.network")
        .hasMessageContaining("another training")
        .hasMessageContaining("epoch-001.network");
  }

  @Test
  void an_epoch_that_is_there_twice_is_named() throws IOException {
    Path twice = copy("twice");
    Files.copy(epochs.resolve("epoch-003.network"), twice.resolve("epoch-004.network"));
    assertThatThrownBy(() -> EpochSweep.run(twice, parts, OPTIONS))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("epoch-004.network: holds epoch 3, after epoch 3");
  }

  @Test
  void an_image_that_cannot_be_read_is_named() throws IOException {
    Path text = Files.writeString(folder.resolve("text.png"), "hello");
    ImageSet one = ImageSet.of(List.of(ImageEntry.normal(text, "nut")));
    assertThatThrownBy(() -> EpochSweep.run(epochs, one, OPTIONS))
        .isInstanceOf(ImageException.class)
        .hasMessageContaining("text.png");
  }

  @Test
  void options_out_of_range_are_refused_where_they_are_set() {
    assertThatThrownBy(() -> OPTIONS.withEvery(0))
        .hasMessageContaining("every")
        .hasMessageContaining("0");
    assertThatThrownBy(() -> OPTIONS.withImages(0)).hasMessageContaining("images");
    assertThatThrownBy(() -> OPTIONS.withNormals(-1)).hasMessageContaining("normals");
  }

  private static Path copy(String name) throws IOException {
    Path to = Files.createDirectory(folder.resolve(name));
    for (int i = 1; i <= 3; i++) {
      String file = "epoch-00" + i + ".network";
      Files.copy(epochs.resolve(file), to.resolve(file));
    }
    return to;
  }
}
