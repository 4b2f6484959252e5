package io.github.anomaly4j.internal.detector;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import io.github.anomaly4j.Provenance;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.intake.ImageIntake;
import io.github.anomaly4j.internal.route.Routes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A state before a change, in a {@link DetectorFile}: what the state after it does not have. So
 * other thresholds take the normal scores, and an extended memory bank takes the one before.
 *
 * @param intake null if it is that of the later state
 * @param provenance null if it is that of the later state without its last revision
 * @param categories the names of its categories
 * @param changed those that are not as in the later state
 * @param routes whether its tensors hold its own routers
 */
record EarlierFile(
    @Nullable ImageIntake intake,
    @Nullable Provenance provenance,
    List<String> categories,
    List<CategoryFile> changed,
    boolean routes) {
  private static final String ROUTES = "routes";

  EarlierFile {
    categories = List.copyOf(categories);
    changed = List.copyOf(changed);
  }

  private static String folder(int level) {
    return "earlier/" + level;
  }

  /**
   * The states before a state, the latest first.
   *
   * @param tensors receives theirs
   */
  static List<EarlierFile> of(DetectorState state, Tensors.Builder tensors) {
    ImmutableList.Builder<EarlierFile> levels = ImmutableList.builder();
    DetectorState later = state;
    int level = 0;
    while (later.parent().isPresent()) {
      DetectorState own = later.parent().get();
      levels.add(of(own, later, folder(level), tensors));
      later = own;
      level++;
    }
    return levels.build();
  }

  private static EarlierFile of(
      DetectorState state, DetectorState later, String folder, Tensors.Builder tensors) {
    List<CategoryFile> changed = new ArrayList<>();
    for (int i = 0; i < state.categories().size(); i++) {
      CategoryModel category = state.categories().get(i);
      Optional<CategoryModel> after = category(later, category.name());
      CategoryFile content = CategoryFile.of(category);
      if (!after.map(CategoryFile::of).equals(Optional.of(content))
          || after.get().models() != category.models()) {
        changed.add(content);
        tensors.folder(
            folder + "/" + CategoryFile.folder(i),
            after
                .map(own -> CategoryFile.changed(category, own))
                .orElseGet(() -> CategoryFile.tensors(category)));
      }
    }
    boolean routes = state.routes() != later.routes();
    if (routes) {
      tensors.folder(folder + "/" + ROUTES, DetectorFile.routers(state.routes()));
    }
    return new EarlierFile(
        state.intake().equals(later.intake()) ? null : state.intake(),
        state.provenance().equals(without(later.provenance())) ? null : state.provenance(),
        state.categories().stream().map(CategoryModel::name).toList(),
        changed,
        routes);
  }

  private static Provenance without(Provenance later) {
    List<Provenance.Revision> revisions = later.revisions();
    checkArgument(!revisions.isEmpty(), "an earlier state where no change is told of");
    return later.withRevisions(revisions.subList(0, revisions.size() - 1));
  }

  private static Optional<CategoryModel> category(DetectorState state, String name) {
    return state.categories().stream().filter(own -> own.name().equals(name)).findFirst();
  }

  /**
   * A state with those before it.
   *
   * @param levels the latest first
   * @param routes makes routers of tensors, for a number of categories
   */
  static DetectorState withParents(
      DetectorState state,
      List<EarlierFile> levels,
      Tensors parts,
      BiFunction<Tensors, Integer, Routes> routes,
      Loading loading) {
    checkArgument(
        levels.size() <= DetectorState.LEVELS,
        "%s earlier states; at most %s are kept",
        levels.size(),
        DetectorState.LEVELS);
    List<DetectorState> states = new ArrayList<>(List.of(state));
    for (int level = 0; level < levels.size(); level++) {
      states.add(
          requireNonNull(levels.get(level), "an earlier state is missing")
              .before(states.get(level), parts.folder(folder(level)), routes, loading));
    }
    Optional<DetectorState> parent = Optional.empty();
    for (int level = levels.size(); level > 0; level--) {
      parent = Optional.of(states.get(level).withParent(parent));
    }
    return state.withParent(parent);
  }

  private DetectorState before(
      DetectorState later,
      Tensors parts,
      BiFunction<Tensors, Integer, Routes> routers,
      Loading loading) {
    List<CategoryModel> models = new ArrayList<>();
    for (int i = 0; i < categories.size(); i++) {
      String name = categories.get(i);
      Optional<CategoryModel> after = category(later, name);
      Optional<CategoryFile> own =
          changed.stream().filter(content -> name.equals(content.name())).findFirst();
      own.ifPresent(content -> content.check(later.evidence().kinds()));
      int number = i;
      models.add(
          own.map(
                  content ->
                      content.category(
                          number,
                          later.evidence(),
                          parts.folder(CategoryFile.folder(number)),
                          after,
                          loading))
              .orElseGet(
                  () ->
                      after.orElseThrow(
                          () -> new IllegalArgumentException("no category " + name))));
    }
    checkArgument(
        models.stream().map(CategoryModel::name).distinct().count() == models.size(),
        "two categories of one name in %s",
        categories);
    ImageIntake taken = intake == null ? later.intake() : intake;
    return new DetectorState(
        later.config(),
        taken,
        taken.reader(later.config().limits(loading.limits())),
        provenance == null ? without(later.provenance()) : provenance,
        later.evidence(),
        later.networks(),
        routes ? routers.apply(parts.folder(ROUTES), models.size()) : later.routes(),
        models,
        Optional.empty());
  }
}
