package io.github.anomaly4j.keras;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library is in a class loader that the threads that call it know nothing of. */
class KerasClassLoaderTest {
  @TempDir private Path folder;

  /** What a plug-in does first. */
  public static final class Plugin implements Callable<String> {
    @Override
    public String call() throws IOException {
      try (KerasBackbone backbone = Fixtures.functional().layers("relu1", "both").open()) {
        return "maps " + backbone.run(Fixtures.image(32, 32)).keySet();
      }
    }
  }

  /** An application that knows nothing of it; run with this class alone on the class path. */
  static final class Host {
    private Host() {}

    public static void main(String[] arguments) throws Exception {
      List<URL> urls = new ArrayList<>();
      for (String entry : arguments[0].split(File.pathSeparator)) {
        urls.add(Path.of(entry).toUri().toURL());
      }
      try (URLClassLoader loader =
          new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
        Callable<?> plugin =
            (Callable<?>) loader.loadClass(arguments[1]).getConstructor().newInstance();
        System.out.println(ForkJoinPool.commonPool().submit(plugin).get());
      }
    }
  }

  @Test
  void a_pool_of_the_system_opens_and_runs_a_model_first() throws Exception {
    String host = Host.class.getName().replace('.', '/') + ".class";
    Path copy = folder.resolve("classes").resolve(host);
    Files.createDirectories(copy.getParent());
    Files.write(copy, Host.class.getResourceAsStream("/" + host).readAllBytes());
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                folder.resolve("classes").toString(),
                Host.class.getName(),
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Plugin.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(output).content().contains("maps [relu1, both]");
    assertThat(process.exitValue()).isZero();
  }
}
