package io.github.anomaly4j;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;

/**
 * An application that knows nothing of the library but has a plug-in that uses it, in a class
 * loader of its own. Run with this class alone on the class path.
 */
final class PluginHost {
  private PluginHost() {}

  /**
   * @param arguments the plug-in's class path; its class, a {@code Callable}; who calls it: "main",
   *     "pool" (whose threads have the system's class loader for context), or "none" (no context
   *     class loader); and what its constructor is given
   */
  public static void main(String[] arguments) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : arguments[0].split(File.pathSeparator)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
      Callable<?> plugin =
          (Callable<?>)
              loader.loadClass(arguments[1]).getConstructor(String.class).newInstance(arguments[3]);
      switch (arguments[2]) {
        case "main" -> System.out.println(plugin.call());
        case "pool" -> System.out.println(ForkJoinPool.commonPool().submit(plugin).get());
        case "none" -> {
          Thread.currentThread().setContextClassLoader(null);
          System.out.println(plugin.call());
        }
        default -> throw new IllegalArgumentException(arguments[2]);
      }
    }
  }
}
