package io.github.anomaly4j.spark;

import io.github.anomaly4j.AnomalyDetector;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** The models of this process, of which its tasks share one each. Thread safe. */
final class LoadedModels {
  private static final int KEPT = 4;

  /** Static, because the tasks of an executor share nothing else. */
  private static final HeldValues<Key, AnomalyDetector> MODELS =
      new HeldValues<>(KEPT, AnomalyDetector::close);

  private static final AtomicInteger LOADS = new AtomicInteger();

  /** The same bytes, loaded in the same way, are one model, wherever they were read. */
  private record Key(String sha256, String backboneSha256, boolean largeBanks) {
    static Key of(Model model) {
      return new Key(model.sha256(), model.backboneSha256(), model.largeBanks());
    }
  }

  private LoadedModels() {}

  /**
   * The detector of a model, loaded if nobody has done so before.
   *
   * @param model by its SHA-256
   * @param user as for {@link HeldValues#hold}
   */
  static AnomalyDetector hold(Model model, Object user) throws IOException {
    return MODELS.hold(
        Key.of(model),
        user,
        () -> {
          LOADS.incrementAndGet();
          return model.read();
        });
  }

  /** Ends the use of a model. */
  static void release(Model model, Object user) {
    MODELS.release(Key.of(model), user);
  }

  /** How many are loaded or being loaded. */
  static int count() {
    return MODELS.count();
  }

  /** How many loads have begun. */
  static int loads() {
    return LOADS.get();
  }
}
