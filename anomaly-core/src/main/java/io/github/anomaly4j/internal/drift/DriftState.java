package io.github.anomaly4j.internal.drift;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything that sequential tests remember, as plain values.
 *
 * @param images how many images were seen
 * @param epoch how many times the tests have begun
 * @param inEpoch how many images were seen in this epoch
 * @param since by product, the values of this epoch
 * @param wagers by product, or by the empty name for all products
 * @param alarms all of them, in order
 * @param recent the last images
 * @param history the course of all products together
 */
public record DriftState(
    long images,
    long epoch,
    long inEpoch,
    Map<String, Map<Look, List<Double>>> since,
    Map<String, Map<String, Money>> wagers,
    List<Alarm> alarms,
    List<Seen> recent,
    List<Block> history) {

  /** More images than any line sees; numbers up to it can be counted on. */
  static final long MOST = 1L << 50;

  /** Checks what a file may hold. */
  public DriftState {
    requireFull("since", since);
    requireFull("wagers", wagers);
    requireFull("alarms", alarms);
    requireFull("recent", recent);
    requireFull("history", history);
    checkArgument(
        inEpoch >= 0 && images >= inEpoch && images <= MOST && epoch >= 1 && epoch <= images + 1,
        "%s images, %s of them in epoch %s",
        images,
        inEpoch,
        epoch);
    since.forEach(
        (product, looks) -> {
          requireFull("since of " + product, looks);
          looks.forEach(
              (look, values) -> {
                requireNumbers("since of " + product, values);
                checkArgument(
                    values.size() <= inEpoch,
                    "since of %s holds %s values of %s images",
                    product,
                    values.size(),
                    inEpoch);
              });
        });
    wagers.forEach((scope, own) -> requireFull("wagers of '" + scope + "'", own));
  }

  private static void requireFull(String name, @Nullable Collection<?> values) {
    if (values == null || values.stream().anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException(name + " is missing, or null is in it");
    }
  }

  private static void requireFull(String name, @Nullable Map<?, ?> values) {
    requireFull(name, values == null ? null : values.values());
  }

  private static void requireNumbers(String name, @Nullable Collection<Double> values) {
    requireFull(name, values);
    if (values != null) {
      for (double value : values) {
        checkArgument(Double.isFinite(value), "%s holds a value of %s", name, value);
      }
    }
  }

  private static <T> void require(String name, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
  }

  /**
   * A wager.
   *
   * @param steps how many it has taken
   * @param playing the money of each of its bets
   */
  public record Money(long steps, List<Double> playing) {
    /** Checks what a file may hold. */
    public Money {
      requireNumbers("the money of a wager", playing);
      checkArgument(steps >= 0 && steps <= MOST, "a wager after %s steps", steps);
    }
  }

  /**
   * An alarm.
   *
   * @param product that it is for; null for all of them
   * @param lower whether values are lower than at training, or higher
   * @param image the number of the image that raised it, from 1
   * @param change the median change of the last images, as {@link DriftTests#inSpreads} says
   */
  public record Alarm(
      @Nullable String product, Look look, boolean lower, long image, double change) {
    /** Checks what a file may hold. */
    public Alarm {
      require("the look of an alarm", look);
      checkArgument(
          image >= 1 && image <= MOST && Double.isFinite(change),
          "an alarm at image %s of a change by %s",
          (Object) image,
          change);
    }
  }

  /**
   * One image.
   *
   * @param changes from the training's median, one for each look that was measured, as {@link
   *     DriftTests#inSpreads} says
   */
  public record Seen(String product, Map<Look, Double> changes) {
    /** Checks what a file may hold. */
    public Seen {
      require("the product of a recent image", product);
      requireFull("the changes of a recent image", changes);
      requireNumbers("the changes of a recent image", changes.values());
    }
  }

  /**
   * Some images in a row.
   *
   * @param images how many
   * @param spreads their mean distance from the training's median, in spreads of the training
   * @param counts how many of them had the measure, for the same measures
   */
  public record Block(long images, Map<Look, Double> spreads, Map<Look, Long> counts) {
    /** Checks what a file may hold. */
    public Block {
      requireFull("the spreads of a block", spreads);
      requireNumbers("the spreads of a block", spreads.values());
      requireFull("the counts of a block", counts);
      checkArgument(
          images >= 1
              && images <= MOST
              && counts.keySet().equals(spreads.keySet())
              && counts.values().stream().allMatch(count -> count >= 1 && count <= images),
          "a block of %s images with counts %s for spreads %s",
          images,
          counts,
          spreads);
    }
  }
}
