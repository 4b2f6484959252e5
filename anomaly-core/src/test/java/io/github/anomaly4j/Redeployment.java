package io.github.anomaly4j;

import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;

/**
 * A server that loads an application with the library, uses it and takes it down again, several
 * times. Run with this class alone on the class path.
 */
final class Redeployment {
  private Redeployment() {}

  /**
   * @param arguments the application's class path; its class, a {@code Callable}; what its
   *     constructor is given; and how often
   */
  public static void main(String[] arguments) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : arguments[0].split(File.pathSeparator)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    Set<Thread> before = threads();
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    for (int round = 0; round < Integer.parseInt(arguments[3]); round++) {
      // On a thread that ends: ND4J keeps something of itself in every thread that calls it.
      FutureTask<WeakReference<ClassLoader>> deployment =
          new FutureTask<>(() -> deploy(urls, arguments[1], arguments[2]));
      Thread thread = new Thread(deployment);
      thread.start();
      loaders.add(deployment.get());
      thread.join();
      System.out.println("left: " + left(before));
    }
    for (int i = 0; i < 20 && loaders.stream().anyMatch(loader -> loader.get() != null); i++) {
      System.gc();
      Thread.sleep(100);
    }
    // Time for native code that still runs although its class loader is gone.
    Thread.sleep(300);
    System.out.println(
        "loaders left: " + loaders.stream().filter(loader -> loader.get() != null).count());
  }

  private static WeakReference<ClassLoader> deploy(List<URL> urls, String type, String argument)
      throws Exception {
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
      Callable<?> application =
          (Callable<?>) loader.loadClass(type).getConstructor(String.class).newInstance(argument);
      System.out.println(application.call());
      loader
          .loadClass("io.github.anomaly4j.natives.NativeBackend")
          .getMethod("stopThreads")
          .invoke(null);
      return new WeakReference<>(loader);
    }
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet();
  }

  /** Names of the threads that were not there before, once those that are ending have ended. */
  private static Set<String> left(Set<Thread> before) throws InterruptedException {
    Set<Thread> now = Set.of();
    for (int i = 0; i < 20; i++) {
      now = threads();
      now.removeAll(before);
      now.removeIf(thread -> thread.getThreadGroup() == null);
      now.removeIf(thread -> thread.getThreadGroup().getName().equals("system"));
      if (now.isEmpty()) {
        break;
      }
      Thread.sleep(100);
    }
    return now.stream()
        .map(thread -> thread.getName() + " " + thread.getClass().getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
