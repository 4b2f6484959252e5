package io.github.anomaly4j.natives;

import io.github.anomaly4j.internal.natives.LibraryCache;
import java.util.List;
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
  private static final String REMEDY =
      "add io.github.anomaly4j:anomaly4j, which brings the one for this system, or"
          + " org.nd4j:nd4j-native-platform of ND4J's version";

  /** Whose threads are ended: not those of others in the same class loader. */
  private static final List<String> THREADS = List.of("org.nd4j.", "org.bytedeco.javacpp.");

  private static final Logger LOG = LoggerFactory.getLogger(NativeBackend.class);

  /** Natives belong to the process: whether they are loaded is no state of any object. */
  private static volatile boolean loaded;

  /** What ended the one attempt that Java allows. */
  private static Throwable failure;

  private NativeBackend() {}

  /**
   * Loads the backend unless it is loaded. Applications need not call this: training and detection
   * do. To call it when an application starts moves the seconds that it takes to there.
   *
   * @throws NativeBackendException if there is none, or its libraries cannot be unpacked or loaded
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
    LibraryCache cache = LibraryCache.of(NativeBackend.class.getClassLoader());
    if (failure == null) {
      chooseClassLoader();
      cache.require();
      try {
        Nd4j.getBackend();
      } catch (LinkageError | RuntimeException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw lost(cache);
    }
    loaded = true;
  }

  /**
   * Ends the threads that ND4J and JavaCPP free native memory on when the garbage collector says
   * so, for an application that is taken down while its process goes on: they would keep its
   * classes in memory for good. Threads of the process that called the library keep something of
   * ND4J for as long as they live, and its classes with it.
   *
   * <p>Every detector and whatever else uses ND4J must be closed by then, and ND4J not be used any
   * more: what it then leaves to the garbage collector is not freed. Does nothing if ND4J was not
   * loaded by this, or belongs to another class loader, whose other applications may need it.
   */
  public static void stopThreads() {
    ClassLoader own = NativeBackend.class.getClassLoader();
    if (!loaded || Nd4j.class.getClassLoader() != own) {
      return;
    }
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      Class<?> type = thread.getClass();
      if (type.getClassLoader() == own && THREADS.stream().anyMatch(type.getName()::startsWith)) {
        // Each of them waits for what the collector found, and ends when interrupted.
        thread.interrupt();
      }
    }
  }

  private static NativeBackendException lost(LibraryCache cache) {
    Throwable first = failure;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    String remedy = "mend that";
    if (first instanceof OutOfMemoryError) {
      remedy = "give Java more memory, as with -Xmx4g";
    } else if (!cache.lacking().isEmpty()) {
      remedy =
          "the class path has no libraries of %s for it: %s".formatted(cache.lacking(), REMEDY);
    }
    return new NativeBackendException(
        "ND4J's native library does not load on %s (%s); %s, and start a new process, for Java does not try again in this one"
            .formatted(LibraryCache.platform(), first, remedy),
        failure);
  }

  /**
   * Has ND4J look for its backend where its classes come from, unless it finds one where it would
   * look: what an application has set stays.
   */
  private static void chooseClassLoader() {
    ClassLoader chosen = ND4JClassLoading.getNd4jClassloader();
    if (!hasBackend(chosen)) {
      ClassLoader own = NativeBackend.class.getClassLoader();
      if (!hasBackend(own)) {
        throw new NativeBackendException(
            "There is no backend of ND4J on the class path: " + REMEDY);
      }
      ND4JClassLoading.setNd4jClassloader(own);
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
