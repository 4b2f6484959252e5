package io.github.anomaly4j.internal.detector;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.Iterables;
import com.google.common.collect.Maps;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.internal.area.InspectedArea;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.bank.MemoryBank;
import io.github.anomaly4j.internal.bank.PatchMoments;
import io.github.anomaly4j.internal.detector.CategoryModel.NormalImages;
import io.github.anomaly4j.internal.evidence.EvidenceContext;
import io.github.anomaly4j.internal.evidence.EvidenceKinds;
import io.github.anomaly4j.internal.evidence.EvidenceModel;
import io.github.anomaly4j.internal.evidence.MapSpreads;
import io.github.anomaly4j.internal.feedback.Feedback;
import io.github.anomaly4j.internal.registration.SavedTemplate;
import io.github.anomaly4j.internal.score.Calibration;
import io.github.anomaly4j.internal.score.ExpectedScore;
import io.github.anomaly4j.internal.score.Fusion;
import io.github.anomaly4j.internal.score.TileScale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A category in a {@link DetectorFile}: its JSON part and its tensors.
 *
 * @param template null if images are taken as they are, and in files of before they were not
 * @param spreads null in files of before there were any
 * @param expected null if there were too few images, and in files of before there was any
 * @param area null if all of its images is looked at, and in files of before there were areas
 * @param found null in files of before it was saved, of which both thresholds stay
 * @param tiles null if images are taken as a whole, and in files of before there were tiles
 * @param feedback null if there was none
 */
record CategoryFile(
    String name,
    @Nullable SavedTemplate template,
    InspectedArea.@Nullable Content area,
    @Nullable MapSpreads spreads,
    Fusion fusion,
    ExpectedScore.@Nullable Content expected,
    Poses poses,
    NormalImages normal,
    double threshold,
    double mapThreshold,
    CategoryModel.@Nullable Found found,
    @Nullable TileScale tiles,
    Feedback.@Nullable Content feedback) {
  private static final String AREA = "area";
  private static final String EXPECTED = "expected";
  private static final String FEEDBACK = "feedback";

  static CategoryFile of(CategoryModel category) {
    return new CategoryFile(
        category.name(),
        category.template().map(SavedTemplate::of).orElse(null),
        category.area().map(InspectedArea::content).orElse(null),
        category.spreads(),
        category.fusion(),
        category.expected().map(ExpectedScore::content).orElse(null),
        category.poses(),
        category.normal(),
        category.threshold(),
        category.mapThreshold(),
        category.found(),
        category.tiles().orElse(null),
        category.feedback().map(Feedback::content).orElse(null));
  }

  /** By number: a category's name is the user's and could be anything. */
  static String folder(int number) {
    // Joined, not formatted: some locales have digits of their own.
    return "category/" + number;
  }

  /** All tensors of a category. */
  static Tensors tensors(CategoryModel category) {
    Tensors.Builder tensors = Tensors.builder();
    category.template().ifPresent(usual -> SavedTemplate.put(usual, tensors));
    category.area().ifPresent(area -> tensors.bytes(AREA, area.packed()));
    category.expected().ifPresent(learned -> tensors.folder(EXPECTED, learned.tensors()));
    category.feedback().ifPresent(learned -> tensors.folder(FEEDBACK, learned.tensors()));
    category.models().forEach((kind, model) -> tensors.folder(kind.key(), model.tensors()));
    return tensors.build();
  }

  /** The tensors of a category that are not those of a later state of it. */
  static Tensors changed(CategoryModel category, CategoryModel later) {
    Tensors.Builder tensors = Tensors.builder();
    if (!category.template().equals(later.template())) {
      category.template().ifPresent(usual -> SavedTemplate.put(usual, tensors));
    }
    if (!category.area().equals(later.area())) {
      category.area().ifPresent(area -> tensors.bytes(AREA, area.packed()));
    }
    if (!category.expected().equals(later.expected())) {
      category.expected().ifPresent(learned -> tensors.folder(EXPECTED, learned.tensors()));
    }
    if (!category.feedback().equals(later.feedback())) {
      category.feedback().ifPresent(learned -> tensors.folder(FEEDBACK, learned.tensors()));
    }
    category
        .models()
        .forEach(
            (kind, model) -> {
              if (later.models().get(kind) != model) {
                tensors.folder(kind.key(), model.tensors());
              }
            });
    return tensors.build();
  }

  /**
   * The category.
   *
   * @param later a later state of it, which has what the tensors do not; empty if they are all
   */
  CategoryModel category(
      int number,
      EvidenceContext evidence,
      Tensors parts,
      Optional<CategoryModel> later,
      Loading loading) {
    CategoryModel category = unchecked(number, evidence, parts, later, loading);
    category
        .expected()
        .ifPresent(
            own -> checkMoments(category, EXPECTED, own.content().evidence(), own.moments()));
    category
        .feedback()
        .ifPresent(
            own -> checkMoments(category, FEEDBACK, own.content().evidence(), own.moments()));
    return category;
  }

  private static void checkMoments(
      CategoryModel category, String name, Evidence evidence, int found) {
    int needed =
        Optional.ofNullable(category.models().get(evidence))
            .flatMap(EvidenceModel::moments)
            .filter(PatchMoments.class::isInstance)
            .map(own -> ((PatchMoments) own).size())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "%s of %s is by %s, which has no memory bank here"
                            .formatted(name, category.name(), evidence)));
    checkArgument(
        found == needed,
        "%s of %s is for %s moments, and the memory bank of %s gives %s",
        name,
        category.name(),
        found,
        evidence,
        needed);
  }

  private CategoryModel unchecked(
      int number,
      EvidenceContext evidence,
      Tensors parts,
      Optional<CategoryModel> later,
      Loading loading) {
    return new CategoryModel(
        name,
        Optional.ofNullable(template)
            .map(
                content ->
                    SavedTemplate.isIn(parts) || later.isEmpty()
                        ? content.template(parts)
                        : later.get().template().orElseThrow(() -> missing("a template"))),
        Optional.ofNullable(area)
            .map(
                content ->
                    parts.has(AREA) || later.isEmpty()
                        ? InspectedArea.of(content, parts.bytes(AREA))
                        : later.get().area().orElseThrow(() -> missing(AREA))),
        Maps.toMap(
            EvidenceKinds.computed(evidence.kinds()),
            kind ->
                later.isPresent() && parts.folder(kind.key()).names().isEmpty()
                    ? later.get().models().get(kind)
                    : parts.make(kind.key(), own -> model(kind, number, evidence, own, loading))),
        spreads == null ? MapSpreads.NONE : spreads,
        fusion,
        Optional.ofNullable(expected)
            .map(
                content ->
                    later.isPresent() && parts.folder(EXPECTED).names().isEmpty()
                        ? later.get().expected().orElseThrow(() -> missing(EXPECTED))
                        : parts.make(EXPECTED, own -> ExpectedScore.of(content, own))),
        requireNonNull(poses, "a category without poses"),
        normal,
        threshold,
        mapThreshold,
        found == null ? new CategoryModel.Found(false, false) : found,
        Optional.ofNullable(tiles),
        Optional.ofNullable(feedback)
            .map(
                content ->
                    later.isPresent() && parts.folder(FEEDBACK).names().isEmpty()
                        ? later.get().feedback().orElseThrow(() -> missing(FEEDBACK))
                        : parts.make(FEEDBACK, own -> Feedback.of(content, own))));
  }

  private static EvidenceModel model(
      Evidence kind, int number, EvidenceContext evidence, Tensors tensors, Loading loading) {
    checkArgument(
        loading.largeBanks() || !MemoryBank.loadsSlowly(tensors),
        "a memory bank of more than 200,000 patches takes minutes to load: allow it by"
            + " AnomalyDetector.loader().largeMemoryBanks(), on the command line"
            + " --large-memory-banks");
    return EvidenceKinds.of(kind).load(evidence, number, tensors);
  }

  private static IllegalArgumentException missing(String name) {
    return new IllegalArgumentException(name + " is missing");
  }

  /** Checks everything but the tensors. */
  void check(Set<Evidence> kinds) {
    checkArgument(Double.isFinite(threshold), "a threshold of %s", threshold);
    checkArgument(Double.isFinite(mapThreshold), "a threshold of the map of %s", mapThreshold);
    checkNormal(requireNonNull(normal, "a category without normal images"));
    requireNonNull(fusion, "a category without a fusion");
    requireNonNull(fusion.normal(), "a fusion without a scale of normal images");
    checkArgument(
        fusion.evidence().keySet().equals(kinds),
        "a fusion of %s where there is %s",
        fusion.evidence().keySet(),
        kinds);
  }

  private static void checkNormal(NormalImages normal) {
    // A quarter, so that the spread of several is in the range of a calibration too.
    Iterables.concat(normal.scores(), normal.peaks())
        .forEach(
            score ->
                checkArgument(
                    Math.abs(score) <= Calibration.LARGEST / 4, "a normal score of %s", score));
    checkArgument(
        Double.isFinite(normal.contrast()) && normal.contrast() >= 0,
        "a contrast of normal images of %s",
        normal.contrast());
    checkArgument(
        normal.appearances().isEmpty() || normal.appearances().size() == normal.scores().size(),
        "%s appearances of %s normal images",
        normal.appearances().size(),
        normal.scores().size());
    checkArgument(
        normal.fingerprints().isEmpty() || normal.fingerprints().size() >= normal.scores().size(),
        "%s fingerprints of %s normal images",
        normal.fingerprints().size(),
        normal.scores().size());
  }
}
