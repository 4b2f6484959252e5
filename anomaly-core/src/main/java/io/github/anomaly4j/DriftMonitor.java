package io.github.anomaly4j;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.ImmutableMap;
import io.github.anomaly4j.image.Appearance;
import io.github.anomaly4j.internal.detector.CategoryModel;
import io.github.anomaly4j.internal.detector.DetectorState;
import io.github.anomaly4j.internal.drift.DriftState;
import io.github.anomaly4j.internal.drift.DriftTests;
import io.github.anomaly4j.internal.drift.Look;
import io.github.anomaly4j.internal.drift.Trained;
import io.github.anomaly4j.internal.file.AtomicFile;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Watches whether images still look as they did in training: tells that the light, the focus or the
 * camera has changed before good products are rejected.
 *
 * <pre>{@code
 * DriftMonitor monitor = DriftMonitor.of(detector, 0.01);
 * // For each image:
 * monitor.add(detection).forEach(drift -> log(drift.message()));
 * }</pre>
 *
 * <p>Brightness, contrast and sharpness of every image, and the score of every image that is not
 * anomalous, are compared with those of the product's normal images at training, for each product
 * and for all together, lower and higher (scores: higher alone). Images of unknown products are
 * left out.
 *
 * <p>The probability that a monitor ever raises a false alarm is at most the rate that it was made
 * with, however many images come and however often one looks, if images are drawn like those of the
 * training, or differ from them by shifts to one side of less than half a spread (half the range of
 * the middle 68 % of the training's values) or, of brightness, contrast and sharpness, of less than
 * 1 % if that is more; such a shift may begin, grow and end at any time. It is not a rate for each
 * image. The tests are wagers on the ranks of new values among all earlier ones (conformal test
 * martingales; Vovk, Nouretdinov and Gammerman 2003; Ville's inequality), with a rate that is
 * divided among them. The fewer normal images a product has, the later a change is told: with 30 or
 * more, a change by several spreads within some 50 images; one by 2 spreads that comes among the
 * first 100 images may take some hundred.
 *
 * <p>A change is told once. After its cause is removed, or the detector is trained again, make a
 * new monitor. Safe for concurrent use; images count in the order in which they are added.
 *
 * <p>Long because what is promised, told and kept is stated here; the tests are elsewhere.
 */
public final class DriftMonitor {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** What Jackson advises to those who write programs with it. */
  private static final Pattern ADVICE = Pattern.compile(" \\((set |enable |for type )[^)]*\\)");

  private final String fingerprint;
  private final double falseAlarmRate;
  private final Map<String, Trained> trained;
  private final DriftTests tests;
  private final Lock lock = new ReentrantLock();

  private DriftMonitor(
      String fingerprint, double falseAlarmRate, Map<String, Trained> trained, DriftTests tests) {
    this.fingerprint = fingerprint;
    this.falseAlarmRate = falseAlarmRate;
    this.trained = trained;
    this.tests = tests;
  }

  /** What a monitor measures. */
  public enum Measure {
    /** {@link io.github.anomaly4j.image.Appearance#brightness()}. */
    BRIGHTNESS("brightness", "the light, the exposure or the aperture has changed"),
    /** {@link io.github.anomaly4j.image.Appearance#contrast()}. */
    CONTRAST("contrast", "is there haze, glare, another background or another light?"),
    /** {@link io.github.anomaly4j.image.Appearance#sharpness()}. */
    SHARPNESS("sharpness", "look at the focus, the lens, motion and compression"),
    /** {@link Detection#deviation()} of images that are not anomalous. */
    SCORE("score", "normal products are about to be rejected: look at what has changed");

    private final String text;
    private final String advice;

    Measure(String text, String advice) {
      this.text = text;
      this.advice = advice;
    }
  }

  /**
   * A change that was told.
   *
   * @param product that changed; {@code null} for all products together
   * @param measure what changed
   * @param lower whether it is lower than at training; higher otherwise
   * @param change the median change of the last 5 images: a share of the value at training, such as
   *     -0.1, or in spreads of the training
   * @param inSpreads whether it is in spreads: of scores, and of a measure that is 0 at training
   * @param image the number of the image that told it, from 1
   */
  public record Drift(
      @Nullable String product,
      Measure measure,
      boolean lower,
      double change,
      boolean inSpreads,
      long image) {

    /** The change in a sentence, with what to look at. */
    public String message() {
      return String.format(
          Locale.ROOT,
          "%s: the %s is %s than at training, by %s (the last images; told after %d): %s",
          product == null ? "all products" : product,
          measure.text,
          lower ? "lower" : "higher",
          inSpreads
              ? String.format(Locale.ROOT, "%.1f spreads", Math.abs(change))
              : String.format(Locale.ROOT, "%.1f %%", 100 * Math.abs(change)),
          image,
          measure.advice);
    }
  }

  /**
   * Some images in a row.
   *
   * @param images how many
   * @param spreads how far they are from the training's medians, in spreads of the training, the
   *     mean; a measure is missing if none of them had it
   */
  public record Block(long images, Map<Measure, Double> spreads) {}

  /** A file of a monitor. */
  private record Saved(
      @Nullable String fingerprint, @Nullable Double falseAlarmRate, @Nullable DriftState state) {}

  /**
   * A monitor that begins.
   *
   * @param detector whose detections it will get; need not stay open
   * @param falseAlarmRate the probability of any false alarm, ever, in (0, 1); 0.01 is usual
   * @throws IllegalArgumentException if the detector was trained by an older build, which did not
   *     keep how its normal images look
   */
  public static DriftMonitor of(AnomalyDetector detector, double falseAlarmRate) {
    DetectorState state = detector.state();
    Map<String, Trained> trained = trained(state);
    return new DriftMonitor(
        state.fingerprint(), falseAlarmRate, trained, new DriftTests(trained, falseAlarmRate));
  }

  /**
   * A monitor that {@link #save} wrote, which goes on where it was.
   *
   * @param detector of the same training
   * @throws IOException if the file cannot be read, is no such file, or is for another training
   * @throws IllegalArgumentException as {@link #of} does
   */
  public static DriftMonitor load(Path json, AnomalyDetector detector) throws IOException {
    DetectorState state = detector.state();
    Map<String, Trained> trained = trained(state);
    try {
      Saved saved = JSON.readValue(Files.readAllBytes(json), Saved.class);
      if (saved == null
          || saved.fingerprint() == null
          || saved.falseAlarmRate() == null
          || saved.state() == null) {
        throw new IOException(
            json
                + " is no state of a drift monitor: it has no fingerprint, rate or state; begin a"
                + " new one");
      }
      if (!saved.fingerprint().equals(state.fingerprint())) {
        throw new IOException(
            "%s: this monitor watches a detector of another training (%s; this one is %s); begin a new one"
                .formatted(json, saved.fingerprint(), state.fingerprint()));
      }
      return new DriftMonitor(
          saved.fingerprint(),
          saved.falseAlarmRate(),
          trained,
          DriftTests.of(trained, saved.falseAlarmRate(), saved.state()));
    } catch (JsonProcessingException
        | CharConversionException
        | IllegalArgumentException
        | NullPointerException e) {
      throw new IOException(
          json + " is no state of a drift monitor: " + problem(e) + "; begin a new one", e);
    }
  }

  private static @Nullable String problem(Exception e) {
    if (e instanceof ValueInstantiationException && e.getCause() != null) {
      return e.getCause().getMessage();
    }
    if (e instanceof MismatchedInputException
        && e.getMessage() != null
        && e.getMessage().startsWith("Trailing token")) {
      return "something follows its end";
    }
    return e instanceof JsonProcessingException json
        ? ADVICE.matcher(json.getOriginalMessage()).replaceAll("")
        : e.getMessage();
  }

  private static Map<String, Trained> trained(DetectorState state) {
    Map<String, Trained> trained = new TreeMap<>();
    for (CategoryModel category : state.categories()) {
      checkArgument(
          !category.normal().appearances().isEmpty(),
          "the detector does not know how normal images of %s look: it was trained by an older"
              + " build; train it again",
          category.name());
      List<Double> passing =
          category.normal().scores().stream()
              .filter(score -> category.fusion().scoreAt(score) <= category.threshold())
              .toList();
      trained.put(
          category.name(),
          new Trained(
              category.normal().appearances(),
              passing.isEmpty() ? category.normal().scores() : passing));
    }
    return trained;
  }

  /**
   * Saves the state as JSON. The file is written beside its place and renamed.
   *
   * @throws IOException if it cannot be written; what was there before stays
   */
  public void save(Path json) throws IOException {
    byte[] saved = JSON.writeValueAsBytes(new Saved(fingerprint, falseAlarmRate, state()));
    AtomicFile.write(json, out -> out.write(saved));
  }

  private DriftState state() {
    lock.lock();
    try {
      return tests.state();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes the next image.
   *
   * @return changes that it tells, mostly none; each is told once
   * @throws IllegalArgumentException if it is of a product that the monitor's detector does not
   *     know
   */
  public List<Drift> add(Detection detection) {
    return detection.recognized()
        ? add(
            detection.category(),
            detection.anomalous(),
            detection.appearance(),
            detection.deviation())
        : List.of();
  }

  /**
   * Takes the next image, of which only plain values were kept.
   *
   * @return as {@link #add(Detection)}
   * @throws IllegalArgumentException likewise
   */
  public List<Drift> add(Detection.Summary detection) {
    return detection.recognized()
        ? add(
            detection.category(),
            detection.anomalous(),
            detection.appearance(),
            detection.deviation())
        : List.of();
  }

  private List<Drift> add(
      String category, boolean anomalous, Appearance appearance, double deviation) {
    checkArgument(
        trained.containsKey(category),
        "a detection of %s; this monitor watches %s",
        category,
        trained.keySet());
    lock.lock();
    try {
      return tests
          .add(
              category,
              appearance,
              anomalous ? OptionalDouble.empty() : OptionalDouble.of(deviation))
          .stream()
          .map(this::drift)
          .toList();
    } finally {
      lock.unlock();
    }
  }

  private Drift drift(DriftState.Alarm alarm) {
    return new Drift(
        alarm.product(),
        measure(alarm.look()),
        alarm.lower(),
        alarm.change(),
        tests.inSpreads(alarm.look()),
        alarm.image());
  }

  private static Measure measure(Look look) {
    return Measure.valueOf(look.name());
  }

  /** The probability of any false alarm, ever. */
  public double falseAlarmRate() {
    return falseAlarmRate;
  }

  /** How many images were taken. */
  public long images() {
    return state().images();
  }

  /** All changes that were told, in order. */
  public List<Drift> alarms() {
    return state().alarms().stream().map(this::drift).toList();
  }

  /** The course of all products together, at most 400 blocks, for a chart. */
  public List<Block> history() {
    return state().history().stream()
        .map(
            block -> {
              Map<Measure, Double> spreads = new EnumMap<>(Measure.class);
              block
                  .spreads()
                  .forEach((look, mean) -> spreads.put(measure(look), requireNonNull(mean)));
              return new Block(block.images(), ImmutableMap.copyOf(spreads));
            })
        .toList();
  }
}
