package io.github.anomaly4j.internal.training;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import io.github.anomaly4j.Provenance;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.PixelRange;
import io.github.anomaly4j.internal.detector.CategoryModel;
import io.github.anomaly4j.internal.detector.DetectorConfig;
import io.github.anomaly4j.internal.detector.DetectorState;
import io.github.anomaly4j.internal.intake.ImageIntake;
import io.github.anomaly4j.internal.intake.TakenRange;
import io.github.anomaly4j.internal.training.image.ImageSite.Setting;
import io.github.anomaly4j.internal.training.image.TrainingImages;
import io.github.anomaly4j.internal.training.image.TrainingImages.Category;
import io.github.anomaly4j.natives.NativeBackend;
import io.github.anomaly4j.progress.TrainingProgress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Learns one more category for a finished detector, whose other categories stay as they are. */
public record CategoryTraining(DetectorState state, TrainingProgress progress) {

  /**
   * The detector with one more category.
   *
   * @param set training images of one category, which it does not know
   * @throws IllegalArgumentException if there are several, or the detector has a network, which
   *     would have to learn it too
   * @throws IOException if an image cannot be read, there are too few, or their range is another
   *     one than that of the detector's deep images
   */
  public DetectorState with(ImageSet set) throws IOException {
    DetectorConfig config = state.config();
    String name = only(set);
    checkArgument(
        !config.needsNetwork(),
        "the detector's network has not learned %s, and would have to: train again with it",
        name);
    checkArgument(
        config.tiles() == null,
        "the detector learns images in tiles, which needs all products at once: train again");
    NativeBackend.load();
    try (TrainingImages images =
        TrainingImages.of(
            set,
            new Setting(config, state.intake(), state.reader().limits(), Map.of()),
            false,
            Site.here(),
            progress)) {
      Category category = images.categories().get(0);
      ImageIntake intake = intake(images.intake(), name);
      Learned learned = new EvidenceTraining(config, state.evidence(), images, progress).learn();
      List<String> warnings = new ArrayList<>(images.warnings());
      CategoryModel model =
          new CategoryCalibration(config, warnings::add)
              .of(category, learned.categories().get(0), state.categories());
      int at = (int) state.categories().stream().filter(own -> before(own, name)).count();
      List<CategoryModel> all = new ArrayList<>(state.categories());
      all.add(at, model);
      return state.revised(
          "category %s added, %d images".formatted(name, category.images().size()),
          intake,
          provenance(category, images.fingerprints(), warnings),
          state
              .routes()
              .with(
                  at,
                  learned.descriptors().get(0),
                  learned.routes(),
                  config.tellsUnknown(all.size())),
          all);
    } finally {
      progress.finished();
    }
  }

  private String only(ImageSet set) {
    checkArgument(
        set.categories().size() == 1,
        "give the images of one category at a time; there are %s",
        set.categories());
    String name = set.categories().get(0);
    checkArgument(
        state.categories().stream().noneMatch(own -> own.name().equals(name)),
        "the detector knows %s already: add normal images to it, or take it out first",
        name);
    checkArgument(
        state.categories().size() < DetectorConfig.MAX_CATEGORIES,
        "a detector of more than %s categories",
        DetectorConfig.MAX_CATEGORIES);
    return name;
  }

  private static boolean before(CategoryModel own, String name) {
    return own.name().compareTo(name) < 0;
  }

  /** Images of the other categories must be taken in as before. */
  private ImageIntake intake(ImageIntake found, String name) throws IOException {
    PixelRange known = state.intake().deepRange();
    PixelRange own = found.deepRange();
    if (known != null && own != null && !own.equals(known)) {
      throw new IOException(
          ("%s: its deep images have the range %s, and the detector takes deep images in %s, which"
                  + " cannot change for its other products: bring the images to that range, or"
                  + " train again")
              .formatted(name, own, known));
    }
    Map<String, TakenRange> taken = new HashMap<>(state.intake().taken());
    taken.putAll(found.taken());
    return found.withDeepRange(known == null ? own : known).withTaken(taken);
  }

  private Provenance provenance(
      Category category, List<String> fingerprints, List<String> warnings) {
    Provenance before = state.provenance();
    return before.withImages(
        ImmutableMap.<String, Provenance.ImageCount>builder()
            .putAll(before.images())
            .put(
                category.name(),
                new Provenance.ImageCount(
                    category.images().size() - category.heldOut(), category.heldOut()))
            .buildKeepingLast(),
        before.fingerprints().isEmpty()
            ? List.of()
            : ImmutableSortedSet.<String>naturalOrder()
                .addAll(before.fingerprints())
                .addAll(fingerprints)
                .build()
                .asList(),
        warnings);
  }
}
