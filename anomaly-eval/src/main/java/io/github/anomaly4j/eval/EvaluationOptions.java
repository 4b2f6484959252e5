package io.github.anomaly4j.eval;

import com.google.common.collect.ImmutableList;
import io.github.anomaly4j.image.DecodeLimits;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How to evaluate. Immutable; the {@code with} methods give changed copies.
 *
 * @param hard categories to average a second time on their own; names that the image set does not
 *     have are passed over. Default: none
 * @param nameCategories whether the detector is told each image's category. Default: false, it
 *     finds it, and its errors in doing so count
 * @param skipUnreadable whether an image or mask that cannot be read, an image that is too large
 *     for the heap, and one whose features cannot be compared are left out and listed. Default:
 *     false, it ends the evaluation
 * @param decodeLimits how large an image file may be. Default: {@link DecodeLimits#defaults()}
 * @param examplesPerCategory how many missed defects, and how many false alarms, of a category are
 *     kept as images at most; the whole evaluation keeps at most {@value #MAX_EXAMPLES}. Default: 3
 * @param modelFile the saved detector, whose size is reported. Default: none
 * @param progress a listener. Default: none
 */
public record EvaluationOptions(
    List<String> hard,
    boolean nameCategories,
    boolean skipUnreadable,
    DecodeLimits decodeLimits,
    int examplesPerCategory,
    Optional<Path> modelFile,
    EvaluationProgress progress) {

  /** The most misses that an evaluation keeps as images, however many categories there are. */
  public static final int MAX_EXAMPLES = 48;

  public EvaluationOptions {
    hard = ImmutableList.copyOf(hard);
    Objects.requireNonNull(decodeLimits, "decodeLimits");
    Objects.requireNonNull(modelFile, "modelFile");
    Objects.requireNonNull(progress, "progress");
    if (examplesPerCategory < 0) {
      throw new IllegalArgumentException(
          "examplesPerCategory is " + examplesPerCategory + "; expected 0 or more");
    }
  }

  /**
   * The defaults that are listed above.
   *
   * @return options to change
   */
  public static EvaluationOptions defaults() {
    return new EvaluationOptions(
        List.of(),
        false,
        false,
        DecodeLimits.defaults(),
        3,
        Optional.empty(),
        EvaluationProgress.none());
  }

  /**
   * Other hard categories.
   *
   * @param names replace those there were
   * @return a changed copy
   */
  public EvaluationOptions withHard(List<String> names) {
    return new EvaluationOptions(
        names,
        nameCategories,
        skipUnreadable,
        decodeLimits,
        examplesPerCategory,
        modelFile,
        progress);
  }

  /**
   * Whether the detector is told each image's category.
   *
   * @param name true to tell it
   * @return a changed copy
   */
  public EvaluationOptions withNameCategories(boolean name) {
    return new EvaluationOptions(
        hard, name, skipUnreadable, decodeLimits, examplesPerCategory, modelFile, progress);
  }

  /**
   * Whether files that cannot be read are left out and listed.
   *
   * @param skip true to leave them out, false to end with an error
   * @return a changed copy
   */
  public EvaluationOptions withSkipUnreadable(boolean skip) {
    return new EvaluationOptions(
        hard, nameCategories, skip, decodeLimits, examplesPerCategory, modelFile, progress);
  }

  /**
   * How large an image file may be.
   *
   * @param limits replace those there were
   * @return a changed copy
   */
  public EvaluationOptions withDecodeLimits(DecodeLimits limits) {
    return new EvaluationOptions(
        hard, nameCategories, skipUnreadable, limits, examplesPerCategory, modelFile, progress);
  }

  /**
   * How many misses of each kind are kept as images.
   *
   * @param count per category, 0 or more
   * @return a changed copy
   */
  public EvaluationOptions withExamplesPerCategory(int count) {
    return new EvaluationOptions(
        hard, nameCategories, skipUnreadable, decodeLimits, count, modelFile, progress);
  }

  /**
   * The saved detector.
   *
   * @param file whose size is reported
   * @return a changed copy
   */
  public EvaluationOptions withModelFile(Path file) {
    return new EvaluationOptions(
        hard,
        nameCategories,
        skipUnreadable,
        decodeLimits,
        examplesPerCategory,
        Optional.of(file),
        progress);
  }

  /**
   * Another listener.
   *
   * @param listener replaces the one there was
   * @return a changed copy
   */
  public EvaluationOptions withProgress(EvaluationProgress listener) {
    return new EvaluationOptions(
        hard,
        nameCategories,
        skipUnreadable,
        decodeLimits,
        examplesPerCategory,
        modelFile,
        listener);
  }
}
