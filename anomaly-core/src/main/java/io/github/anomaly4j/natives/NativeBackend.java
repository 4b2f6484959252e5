package io.github.anomaly4j.natives;

import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The native library that ND4J computes with. Whatever needs it loads it by {@link #load} first,
 * whichever thread asks: ND4J itself would look for its backend in the context class loader of the
 * first thread that comes, and never again. Thread safe.
 */
public final class NativeBackend {
  private static final Logger LOG = LoggerFactory.getLogger(NativeBackend.class);

  /** Natives belong to the process: whether they are loaded is no state of any object. */
  private static volatile boolean loaded;

  private NativeBackend() {}

  /**
   * Loads the backend unless it is loaded. Applications need not call this: training and detection
   * do. To call it when an application starts moves the seconds that it takes to there.
   */
  public static void load() {
    if (!loaded) {
      loadOnce();
    }
  }

  private static synchronized void loadOnce() {
    if (loaded) {
      return;
    }
    chooseClassLoader();
    Nd4j.getBackend();
    loaded = true;
  }

  /**
   * Has ND4J look for its backend where its classes come from, unless it finds one where it would
   * look: what an application has set stays.
   */
  private static void chooseClassLoader() {
    ClassLoader chosen = ND4JClassLoading.getNd4jClassloader();
    if (!hasBackend(chosen)) {
      ND4JClassLoading.setNd4jClassloader(NativeBackend.class.getClassLoader());
      LOG.debug("ND4J finds no backend in {}; looking in the library's own class loader", chosen);
    }
  }

  private static boolean hasBackend(ClassLoader loader) {
    // A service is looked for in the system's class loader then, but classes are not.
    if (loader == null) {
      return false;
    }
    try {
      return ServiceLoader.load(Nd4jBackend.class, loader).stream().findAny().isPresent();
    } catch (ServiceConfigurationError e) {
      // Of another copy of ND4J than ours, as beside a plug-in.
      return false;
    }
  }
}
