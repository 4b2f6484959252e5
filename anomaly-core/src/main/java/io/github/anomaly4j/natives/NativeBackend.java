package io.github.anomaly4j.natives;

import io.github.anomaly4j.internal.natives.Background;
import io.github.anomaly4j.internal.natives.LibraryCache;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The native library that ND4J computes with. All code of this library that needs it calls {@link
 * #load} first, from any thread: ND4J itself would look for its backend in the context class loader
 * of the first thread that uses it, and never again. Thread safe.
 */
public final class NativeBackend {
  private static final String REMEDY =
      "add io.github.anomaly4j:anomaly4j, which brings the one for this system, or"
          + " org.nd4j:nd4j-native-platform of ND4J's version";

  /** The module of {@code sun.misc.Unsafe}. */
  private static final String UNSAFE = "jdk.unsupported";

  /** The threads that are ended: not those of other libraries in the same class loader. */
  private static final List<String> THREADS = List.of("org.nd4j.", "org.bytedeco.javacpp.");

  private static final Logger LOG = LoggerFactory.getLogger(NativeBackend.class);

  /** Static, because native libraries are loaded once for the process. */
  private static volatile boolean loaded;

  /** Why the one attempt failed that Java allows. */
  private static @Nullable Throwable failure;

  private NativeBackend() {}

  /**
   * Loads the backend unless it is loaded. Applications need not call this, because training and
   * detection do. An application may call it at startup, so that the first detection does not take
   * the seconds of loading.
   *
   * @throws NativeBackendException if there is none, or its libraries cannot be unpacked or loaded
   */
  public static void load() {
    if (!loaded) {
      loadOnce();
    }
  }

  /**
   * Begins to load the backend on a thread of its own, unless it is loaded, and returns at once.
   * Loading a detector does this, because reading its file takes as long. If it fails, the first
   * use fails as if this had not been called. {@link #load} waits for it.
   */
  public static void begin() {
    if (loaded) {
      return;
    }
    Background.begin(
        () -> {
          try {
            load();
          } catch (RuntimeException | Error e) {
            // Whoever needs it calls load, and is told.
            LOG.debug("ND4J's native library does not load", e);
          }
        },
        "anomaly4j-natives");
  }

  @SuppressWarnings("StaticAssignmentOfThrowable")
  private static synchronized void loadOnce() {
    if (loaded) {
      return;
    }
    requireModules();
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
      throw lost(failure, cache);
    }
    loaded = true;
  }

  /** JavaCPP loads without it, and fails with a null pointer when it first looks into memory. */
  private static void requireModules() {
    if (ModuleLayer.boot().findModule(UNSAFE).isEmpty()) {
      throw new NativeBackendException(
          "This Java runtime lacks the module %s, through which ND4J reads native memory: add it, as by jlink --add-modules %s"
              .formatted(UNSAFE, UNSAFE));
    }
  }

  /**
   * Ends the threads on which ND4J and JavaCPP free native memory after garbage collection. Call it
   * when an application is shut down but its process continues: these threads would keep its
   * classes in memory forever. Threads of the process that called the library keep thread-local
   * objects of ND4J, and so its classes, as long as they live.
   *
   * <p>Close every detector and everything else that uses ND4J before, and do not use ND4J
   * afterwards: native memory that it then leaves to the garbage collector is not freed. Does
   * nothing if ND4J was not loaded by this class, or belongs to another class loader, whose other
   * applications may need it.
   */
  public static void stopThreads() {
    ClassLoader own = NativeBackend.class.getClassLoader();
    if (!loaded || Nd4j.class.getClassLoader() != own) {
      return;
    }
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      Class<?> type = thread.getClass();
      if (type.getClassLoader() == own && THREADS.stream().anyMatch(type.getName()::startsWith)) {
        // Each of them waits for the garbage collector, and ends when interrupted.
        thread.interrupt();
      }
    }
  }

  private static NativeBackendException lost(Throwable failure, LibraryCache cache) {
    Throwable first = failure;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    String remedy = "remove the cause";
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
   * Makes ND4J look for its backend in the class loader of its classes, unless it finds one where
   * it looks by itself: a setting of the application stays.
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
    // Services are then searched in the system class loader, but classes are not.
    if (loader == null) {
      return false;
    }
    try {
      return ServiceLoader.load(Nd4jBackend.class, loader).stream().findAny().isPresent();
    } catch (ServiceConfigurationError e) {
      // It belongs to another copy of ND4J than ours, for example outside a plug-in.
      return false;
    }
  }
}
