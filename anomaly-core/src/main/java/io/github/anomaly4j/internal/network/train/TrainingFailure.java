package io.github.anomaly4j.internal.network.train;

import io.github.anomaly4j.progress.EpochReport;
import io.github.anomaly4j.progress.EpochReport.NetworkBehavior;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Known failures of training: how each is recognized, its extent, and what to try. */
enum TrainingFailure {
  CONSTANT_OUTPUT("constant output") {
    @Override
    Optional<String> seen(State state) {
      NetworkBehavior found = state.behavior();
      return when(
          state.judged() && found.within() < MIN_CONTRAST,
          "the reconstruction has %.1f %% of the input's contrast within images and %.1f %% across"
              + " them: the network has collapsed to a flat color; switch skip connections on,"
              + " make the network wider, or lower the learning rate",
          100 * found.within(),
          100 * found.between());
    }
  },
  INDEPENDENT_OUTPUT("output independent of the input") {
    @Override
    Optional<String> seen(State state) {
      NetworkBehavior found = state.behavior();
      return when(
          state.judged() && found.within() >= MIN_CONTRAST && found.between() < MIN_CONTRAST,
          "the reconstruction has %.1f %% of the input's contrast across images: the network has"
              + " collapsed to a mean image; switch skip connections on or lower the learning rate",
          100 * found.between());
    }
  },
  DEAD_CHANNELS("dead channels") {
    @Override
    Optional<String> seen(State state) {
      double dead = state.behavior().dead();
      return when(
          state.steps() >= MIN_STEPS
              && dead > MAX_DEAD
              && (state.over() || state.before().filter(b -> b.dead() > MAX_DEAD).isPresent()),
          "%.1f %% of the encoder's channels are zero on all held-out images: most of all the"
              + " learning rate is too high; lower it or lengthen the warm-up",
          100 * dead);
    }
  },
  DIVERGENCE("diverging loss") {
    @Override
    Optional<String> seen(State state) {
      return diverging("training", state.curve(), epoch -> epoch.training().total())
          .or(() -> diverging("validation", state.curve(), epoch -> epoch.validation().total()));
    }
  },
  COPYING("identity copying") {
    @Override
    Optional<String> seen(State state) {
      NetworkBehavior found = state.behavior();
      return when(
          state.steps() >= Math.max(MIN_STEPS, state.totalSteps() / 2)
              && found.within() > MIN_RECONSTRUCTED
              && found.copied() > MAX_COPIED * found.within(),
          "%.0f %% of obvious damage is left in the reconstruction, and %.0f %% of the contrast of"
              + " undamaged images: the network passes on what it is given; thin the skip"
              + " connections out, the top level's first, or train with more damage",
          100 * found.copied(),
          100 * found.within());
    }
  };

  /** A network is judged only after this many steps. */
  private static final int MIN_STEPS = 200;

  /** With a smaller share of the input's contrast, the output does not depend on the input. */
  private static final double MIN_CONTRAST = 0.02;

  /**
   * A larger share of dead channels is a failure: with batch normalization a healthy network has
   * none, except in a few epochs while the learning rate is highest.
   */
  private static final double MAX_DEAD = 0.05;

  /** With a smaller share of contrast in the output, the failure is not copying. */
  private static final double MIN_RECONSTRUCTED = 0.5;

  /** If damage comes out nearly as well as the rest of the image, the network copies it. */
  private static final double MAX_COPIED = 0.9;

  /** A loss above this multiple of the lowest one diverges at once. */
  private static final double MAX_JUMP = 3;

  /** A loss above this multiple of the lowest one diverges if it stays there. */
  private static final double MAX_RISE = 2;

  /** The number of epochs above {@link #MAX_RISE} at which the loss diverges. */
  private static final int MAX_EPOCHS_ABOVE = 3;

  private final String title;

  TrainingFailure(String title) {
    this.title = title;
  }

  /**
   * A run after an epoch.
   *
   * @param curve the epochs so far, at least one
   * @param steps made so far
   * @param totalSteps of a full run
   * @param over whether it was the last epoch
   */
  record State(List<EpochReport> curve, long steps, int totalSteps, boolean over) {
    /** The behavior of the network after the last epoch. */
    NetworkBehavior behavior() {
      return curve.get(curve.size() - 1).behavior();
    }

    /** The behavior of the network after the epoch before. */
    Optional<NetworkBehavior> before() {
      return curve.size() < 2
          ? Optional.empty()
          : Optional.of(curve.get(curve.size() - 2).behavior());
    }

    boolean judged() {
      return over || steps >= MIN_STEPS;
    }
  }

  /** The extent of the failure and what to try; empty if there is no sign of it. */
  abstract Optional<String> seen(State state);

  /** A warning, unless the run has this warning already. */
  Optional<String> warning(State state, List<String> before) {
    return before.stream().anyMatch(text -> text.startsWith(title))
        ? Optional.empty()
        : seen(state).map(what -> title + " after epoch " + state.curve().size() + ": " + what);
  }

  private static Optional<String> when(boolean condition, String text, Object... values) {
    return condition ? Optional.of(String.format(Locale.ROOT, text, values)) : Optional.empty();
  }

  /**
   * Whether the loss once jumped far above its lowest value before, or stayed above it for several
   * epochs.
   */
  private static Optional<String> diverging(
      String name, List<EpochReport> curve, ToDoubleFunction<EpochReport> loss) {
    double[] losses = curve.stream().mapToDouble(loss).toArray();
    double lowest = Double.POSITIVE_INFINITY;
    int above = 0;
    for (double value : losses) {
      above = value > MAX_RISE * lowest ? above + 1 : 0;
      lowest = Math.min(lowest, value);
    }
    double last = losses[losses.length - 1];
    return when(
        above >= MAX_EPOCHS_ABOVE || last > MAX_JUMP * lowest,
        "the %s loss is %.4f, %.1f times its lowest; lower the learning rate or lengthen the"
            + " warm-up",
        name,
        last,
        last / lowest);
  }
}
