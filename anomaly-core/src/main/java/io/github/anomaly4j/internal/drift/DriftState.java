package io.github.anomaly4j.internal.drift;

import java.util.List;
import java.util.Map;
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

  /**
   * A wager.
   *
   * @param steps how many it has taken
   * @param playing the money of each of its bets
   */
  public record Money(long steps, List<Double> playing) {}

  /**
   * An alarm.
   *
   * @param product that it is for; null for all of them
   * @param lower whether values are lower than at training, or higher
   * @param image the number of the image that raised it, from 1
   * @param change the median change of the last images: a share of the value at training or, of a
   *     score, in spreads
   */
  public record Alarm(
      @Nullable String product, Look look, boolean lower, long image, double change) {}

  /**
   * One image.
   *
   * @param changes from the training's median, one for each look that was measured
   */
  public record Seen(String product, Map<Look, Double> changes) {}

  /**
   * Some images in a row.
   *
   * @param images how many
   * @param spreads their mean distance from the training's median, in spreads of the training
   */
  public record Block(long images, Map<Look, Double> spreads) {}
}
