package io.github.anomaly4j.eval;

/**
 * Listens to an evaluation. Called on the evaluating thread, in order; an exception ends the
 * evaluation. The time it takes is not part of the latency that is reported.
 */
public interface EvaluationProgress {

  /**
   * The images of a category are about to be scored.
   *
   * @param category its name
   * @param images how many there are
   */
  default void category(String category, int images) {}

  /**
   * An image was scored.
   *
   * @param image what was found in it
   * @param done how many of all images are done, this one and skipped ones included
   * @param total how many there are
   */
  default void scored(ScoredImage image, int done, int total) {}

  /**
   * A file that cannot be read was left out.
   *
   * @param file the file and the reason
   */
  default void skipped(SkippedFile file) {}

  /**
   * Something is wrong with the images.
   *
   * @param text what is wrong, with examples, and what to do
   */
  default void warning(String text) {}

  /**
   * A listener that does nothing.
   *
   * @return the listener
   */
  static EvaluationProgress none() {
    return new EvaluationProgress() {};
  }
}
