package io.github.anomaly4j.internal.server.review;

import static java.util.Objects.requireNonNull;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.Detection.Verdict;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.internal.server.inspect.Admission;
import io.github.anomaly4j.internal.server.model.Models;
import io.github.anomaly4j.internal.server.model.UnknownVersionException;
import io.github.anomaly4j.internal.server.model.Version;
import io.github.anomaly4j.internal.server.store.Audit;
import io.github.anomaly4j.internal.server.store.Inspection;
import io.github.anomaly4j.internal.server.store.Inspections;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Collects what people said of inspections, shows what the model would say after it has learned
 * that, and puts such a model in use. Thread safe; one preview or change at a time.
 */
public final class Changes implements AutoCloseable {
  private final Models models;
  private final Inspections inspections;
  private final Audit audit;
  private final Admission admission;
  private final @Nullable ImageSet training;
  private @Nullable Candidate candidate;

  /**
   * The changes of a station.
   *
   * @param training the images that the model was trained on; {@code null} if they are not there,
   *     and then defects teach nothing
   */
  public Changes(
      Models models,
      Inspections inspections,
      Audit audit,
      Admission admission,
      @Nullable ImageSet training) {
    this.models = models;
    this.inspections = inspections;
    this.audit = audit;
    this.admission = admission;
    this.training = training;
  }

  /** A model that has learned, and from what. */
  private record Candidate(Version before, Lessons lessons, AnomalyDetector detector) {
    String token() {
      return Integer.toHexString(
          Objects.hash(before.number(), lessons.learned().entrySet().hashCode()));
    }
  }

  /**
   * What would be learned.
   *
   * @param added inspections that the model in use did not learn as they are labeled now
   * @param dropped the ids of those that it learned and that are not labeled so any more
   * @param left why some labels teach nothing
   */
  public record Pending(List<Inspection> added, List<Long> dropped, List<String> left) {}

  /**
   * An inspection whose verdict would change.
   *
   * @param before the verdict of the model in use
   */
  public record Changed(
      Inspection inspection,
      Verdict before,
      Verdict after,
      double scoreBefore,
      double scoreAfter) {}

  /**
   * What would be.
   *
   * @param token to apply exactly this
   * @param looked how many of the last inspections were scored again
   * @param changed those with another verdict
   * @param left why some labels teach nothing
   */
  public record Preview(String token, int looked, List<Changed> changed, List<String> left) {}

  /** What was labeled and is not learned. */
  public Pending pending() throws IOException {
    Map<Long, String> learned = models.active().learned();
    List<Inspection> labeled = inspections.labeled();
    Lessons lessons = Lessons.of(labeled, inspections, training);
    List<Inspection> added =
        labeled.stream()
            .filter(each -> lessons.learned().containsKey(each.id()))
            .filter(each -> !Objects.equals(learned.get(each.id()), name(each)))
            .toList();
    List<Long> dropped =
        learned.keySet().stream().filter(id -> !lessons.learned().containsKey(id)).toList();
    return new Pending(added, dropped, lessons.left());
  }

  private static String name(Inspection each) {
    return String.valueOf(each.label());
  }

  /**
   * Makes a model that has learned what was labeled, and scores the last inspections by it.
   *
   * @throws NothingToDoException if nothing is to be learned, or the library refuses to
   */
  public synchronized Preview preview(int most)
      throws IOException, InterruptedException, NothingToDoException {
    Candidate made = make();
    List<Changed> changed = new ArrayList<>();
    int looked = 0;
    for (Inspection each : inspections.list(new Inspections.Filter(null, null, null, most))) {
      Optional<byte[]> file = inspections.file(each.imageHash());
      if (file.isPresent()) {
        looked++;
        change(each, file.get(), made).ifPresent(changed::add);
      }
    }
    return new Preview(made.token(), looked, changed, made.lessons().left());
  }

  /** One image at a time, among those that are inspected meanwhile. */
  private Optional<Changed> change(Inspection each, byte[] file, Candidate made)
      throws IOException, InterruptedException {
    Admission.Turn turn = admission.patientTurn();
    try (turn) {
      Detection after = made.detector().detect(file);
      Verdict before = each.finding().verdict();
      double scoreBefore = each.finding().score();
      if (each.finding().model() != made.before().number()) {
        Detection now = models.<Detection, IOException>use((own, version) -> own.detect(file));
        before = now.verdict();
        scoreBefore = now.score();
      }
      return before == after.verdict()
          ? Optional.empty()
          : Optional.of(new Changed(each, before, after.verdict(), scoreBefore, after.score()));
    }
  }

  private Candidate make() throws IOException, NothingToDoException {
    close();
    Version before = models.active();
    Lessons lessons = Lessons.of(inspections.labeled(), inspections, training);
    if (lessons.learned().equals(before.learned())) {
      throw new NothingToDoException(
          "there is nothing to learn that the model in use has not learned"
              + (lessons.left().isEmpty() ? "" : ": " + String.join("; ", lessons.left())));
    }
    Candidate made = new Candidate(before, lessons, taught(before, lessons));
    candidate = made;
    return made;
  }

  private AnomalyDetector taught(Version before, Lessons lessons)
      throws IOException, NothingToDoException {
    AnomalyDetector base = models.base(before);
    if (lessons.empty()) {
      return base;
    }
    try (base) {
      if (lessons.defects().isEmpty()) {
        return base.withNormal(ImageSet.of(lessons.normal()));
      }
      AnomalyDetector taught =
          base.withDefects(ImageSet.of(lessons.defects()), requireNonNull(training));
      if (lessons.normal().isEmpty()) {
        return taught;
      }
      try (taught) {
        return taught.withNormal(ImageSet.of(lessons.normal()));
      }
    } catch (IllegalArgumentException e) {
      throw new NothingToDoException("the model cannot learn that: " + e.getMessage());
    }
  }

  /**
   * Puts the model of the last preview in use.
   *
   * @param token of that preview
   * @throws NothingToDoException if there was no such preview, or labels or the model have changed
   *     since
   */
  public synchronized Version apply(String token, String by)
      throws IOException, NothingToDoException {
    Candidate made = candidate;
    if (made == null
        || !made.token().equals(token)
        || made.before().number() != models.active().number()
        || !Lessons.of(inspections.labeled(), inspections, training)
            .learned()
            .equals(made.lessons().learned())) {
      throw new NothingToDoException("labels or the model have changed since: preview again");
    }
    candidate = null;
    Version version = teach(made, by);
    audit.write(by, "apply", "version %d: %s".formatted(version.number(), version.change()));
    return version;
  }

  private Version teach(Candidate made, String by) throws IOException, NothingToDoException {
    try {
      return models.teach(
          made.detector(), made.before(), by, made.lessons().summary(), made.lessons().learned());
    } catch (IllegalStateException e) {
      throw new NothingToDoException("the model has changed since: preview again");
    }
  }

  /**
   * Puts the version in use again that was before.
   *
   * @throws NothingToDoException if it is the first one, or the one before is no longer kept
   */
  public synchronized Version undo(String by) throws IOException, NothingToDoException {
    Version now = models.active();
    Integer parent = now.parent();
    if (parent == null) {
      throw new NothingToDoException("the first version of the model is in use");
    }
    Version version = activate(parent);
    audit.write(by, "undo", "version %d instead of %d".formatted(parent, now.number()));
    return version;
  }

  private Version activate(int number) throws IOException, NothingToDoException {
    try {
      return models.activate(number);
    } catch (UnknownVersionException e) {
      throw new NothingToDoException(
          "version %d, which was in use before, is no longer kept".formatted(number));
    }
  }

  /** Closes the model of the last preview. */
  @Override
  public synchronized void close() {
    Candidate made = candidate;
    candidate = null;
    if (made != null) {
      made.detector().close();
    }
  }
}
