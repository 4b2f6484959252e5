package io.github.anomaly4j.internal.drift;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.math.Quantiles;
import io.github.anomaly4j.image.Appearance;
import io.github.anomaly4j.internal.drift.DriftState.Alarm;
import io.github.anomaly4j.internal.drift.DriftState.Money;
import io.github.anomaly4j.internal.drift.DriftState.Seen;
import io.github.anomaly4j.internal.random.RandomStreams;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Sequential two-sample tests of each look, lower and higher, for every product and for all
 * together: a {@link Wager} on the ranks that a {@link Sample} gives. Lower scores are not tested,
 * since they do no harm.
 *
 * <p>The false-alarm rate is divided: half of it among the tests of all products together, half
 * among those of single products. The tests begin again after {@link #epochLength()} images, so
 * that what is remembered is bounded; the {@code e}-th beginning gets the share {@code 1 / (e (e +
 * 1))}. By the union bound, the probability of any false alarm, ever, is at most the rate. Not
 * thread safe.
 */
public final class DriftTests {
  private static final String ALL = "";
  private static final int SHORTEST_EPOCH = 2000;
  private static final int IMAGES_OF_A_PRODUCT = 200;

  /** How many of the last images tell how large a change is. */
  private static final int RECENT = 5;

  /** One-sided tests: of each look both sides, but for the score. */
  private static final int TESTS = 2 * Look.values().length - 1;

  private final Map<String, Map<Look, Sample>> samples = new TreeMap<>();
  private final Map<String, Map<String, Wager>> wagers = new TreeMap<>();
  private final List<Alarm> alarms = new ArrayList<>();
  private final Deque<Seen> recent = new ArrayDeque<>();
  private final Course course;
  private final double rate;
  private long images;
  private long epoch = 1;
  private long inEpoch;

  /**
   * Tests that begin.
   *
   * @param trained by product, at least one
   * @param rate the probability of any false alarm, ever, in (0, 1)
   */
  public DriftTests(Map<String, Trained> trained, double rate) {
    this(trained, rate, new Course(List.of()));
  }

  private DriftTests(Map<String, Trained> trained, double rate, Course course) {
    checkArgument(!trained.isEmpty(), "no products");
    checkArgument(rate > 0 && rate < 1, "the false-alarm rate must be in (0, 1): %s", rate);
    this.rate = rate;
    this.course = course;
    trained.forEach(
        (product, own) -> {
          Map<Look, Sample> looks = new EnumMap<>(Look.class);
          for (Look look : Look.values()) {
            looks.put(look, own.sample(look));
          }
          samples.put(product, looks);
        });
  }

  /** Tests that go on. */
  public static DriftTests of(Map<String, Trained> trained, double rate, DriftState state) {
    DriftTests tests = new DriftTests(trained, rate, new Course(state.history()));
    checkArgument(
        state.recent().size() <= RECENT,
        "%s recent images; expected %s at most",
        state.recent().size(),
        RECENT);
    tests.images = state.images();
    tests.epoch = state.epoch();
    tests.inEpoch = state.inEpoch();
    tests.alarms.addAll(state.alarms());
    tests.recent.addAll(state.recent());
    state
        .since()
        .forEach(
            (product, looks) -> {
              Map<Look, Sample> own = tests.samples.get(product);
              checkArgument(own != null, "unknown product %s", product);
              looks.forEach((look, values) -> values.forEach(requireNonNull(own).get(look)::add));
            });
    state
        .wagers()
        .forEach(
            (scope, own) ->
                own.forEach(
                    (test, money) ->
                        tests
                            .wagers
                            .computeIfAbsent(scope, key -> new TreeMap<>())
                            .put(test, new Wager(money.steps(), money.playing()))));
    return tests;
  }

  /**
   * Takes an image of a known product.
   *
   * @param score of an image that is not anomalous
   * @return new alarms; a change that was told is not told again
   */
  public List<Alarm> add(String product, Appearance appearance, OptionalDouble score) {
    if (inEpoch >= epochLength()) {
      begin();
    }
    images++;
    inEpoch++;
    Map<Look, Double> values = new EnumMap<>(Look.class);
    for (Look look : Look.values()) {
      if (look != Look.SCORE) {
        values.put(look, Trained.value(look, appearance));
      }
    }
    score.ifPresent(value -> values.put(Look.SCORE, value));
    Map<Look, Sample> own = requireNonNull(samples.get(product));
    remember(product, own, values);
    RandomGenerator random = RandomStreams.of(images);
    List<Alarm> found = new ArrayList<>();
    values.forEach(
        (look, value) -> {
          Sample sample = requireNonNull(own.get(look));
          for (boolean lower : look == Look.SCORE ? new boolean[] {false} : SIDES) {
            double tie = 1 - random.nextDouble();
            double p = lower ? sample.low(value, tie) : sample.high(value, tie);
            bet(ALL, look, lower, p, found);
            if (samples.size() > 1) {
              bet(product, look, lower, p, found);
            }
          }
          sample.add(value);
        });
    alarms.addAll(found);
    return found;
  }

  private static final boolean[] SIDES = {true, false};

  private void bet(String scope, Look look, boolean lower, double p, List<Alarm> found) {
    if (told(scope, look, lower)) {
      return;
    }
    Wager wager =
        wagers
            .computeIfAbsent(scope, key -> new TreeMap<>())
            .computeIfAbsent(look + (lower ? " lower" : " higher"), key -> new Wager());
    if (wager.bet(p) >= needed(scope)) {
      String product = scope.equals(ALL) ? null : scope;
      found.add(new Alarm(product, look, lower, images, change(scope, look)));
    }
  }

  /** A change of all products is not told again for each of them. */
  private boolean told(String scope, Look look, boolean lower) {
    return alarms.stream()
        .anyMatch(
            alarm ->
                alarm.look() == look
                    && alarm.lower() == lower
                    && (alarm.product() == null || alarm.product().equals(scope)));
  }

  private double needed(String scope) {
    double share = samples.size() == 1 ? 1 : scope.equals(ALL) ? 0.5 : 0.5 / samples.size();
    return TESTS * epoch * (epoch + 1.0) / (rate * share);
  }

  private double change(String scope, Look look) {
    List<Double> changes =
        recent.stream()
            .filter(seen -> scope.equals(ALL) || seen.product().equals(scope))
            .filter(seen -> seen.changes().containsKey(look))
            .map(seen -> seen.changes().get(look))
            .toList();
    return changes.isEmpty() ? 0 : Quantiles.median().compute(changes);
  }

  /**
   * Whether changes are in spreads of the training: those of scores, and of what is 0 at training.
   * All others are shares of the value at training.
   */
  public boolean inSpreads(Look look) {
    return look == Look.SCORE
        || samples.values().stream().anyMatch(looks -> looks.get(look).median() == 0);
  }

  private void remember(String product, Map<Look, Sample> own, Map<Look, Double> values) {
    Map<Look, Double> changes = new EnumMap<>(Look.class);
    Map<Look, Double> spreads = new EnumMap<>(Look.class);
    values.forEach(
        (look, value) -> {
          Sample sample = requireNonNull(own.get(look));
          double standard = sample.standard(value);
          spreads.put(look, standard);
          changes.put(look, inSpreads(look) ? standard : value / sample.median() - 1);
        });
    recent.add(new Seen(product, changes));
    if (recent.size() > RECENT) {
      recent.remove();
    }
    course.add(spreads);
  }

  private void begin() {
    epoch++;
    inEpoch = 0;
    wagers.clear();
    samples.values().forEach(looks -> looks.values().forEach(Sample::forget));
  }

  /** After how many images the tests begin again. */
  public long epochLength() {
    return Math.max(SHORTEST_EPOCH, (long) IMAGES_OF_A_PRODUCT * samples.size());
  }

  /** How many images were seen. */
  public long images() {
    return images;
  }

  /** All alarms, in order. */
  public List<Alarm> alarms() {
    return List.copyOf(alarms);
  }

  /** Everything that the tests remember. */
  public DriftState state() {
    Map<String, Map<Look, List<Double>>> since = new LinkedHashMap<>();
    samples.forEach(
        (product, looks) -> {
          Map<Look, List<Double>> values = new EnumMap<>(Look.class);
          looks.forEach((look, sample) -> values.put(look, sample.since()));
          since.put(product, values);
        });
    Map<String, Map<String, Money>> money = new LinkedHashMap<>();
    wagers.forEach(
        (scope, own) -> {
          Map<String, Money> named = new LinkedHashMap<>();
          own.forEach((test, wager) -> named.put(test, new Money(wager.steps(), wager.playing())));
          money.put(scope, named);
        });
    return new DriftState(
        images, epoch, inEpoch, since, money, alarms(), List.copyOf(recent), course.blocks());
  }
}
