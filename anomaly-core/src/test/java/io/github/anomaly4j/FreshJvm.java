package io.github.anomaly4j;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a class of the tests in a process of its own: natives are loaded once for a process, and a
 * class whose initialization failed stays so.
 */
public final class FreshJvm {
  private static final long MAX_SECONDS = 180;

  private final List<String> command = new ArrayList<>();
  private final Path folder;

  // Several would wait for each other where builds are busy.
  private int openMpThreads = 1;

  /**
   * @param folder for files of its own
   */
  public FreshJvm(Path folder) {
    this.folder = folder;
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g");
    command.add("-Djava.awt.headless=true");
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
  }

  /** Everything that the tests see, as paths. */
  public static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /** Adds options of the JVM. */
  public FreshJvm with(String... options) {
    command.addAll(List.of(options));
    return this;
  }

  /** The default number of threads of OpenMP. */
  FreshJvm openMpThreads(int threads) {
    openMpThreads = threads;
    return this;
  }

  /**
   * Runs a class and waits.
   *
   * @param classPath where the process finds classes
   * @return what it prints, errors included, and its exit status on the last line
   */
  public String run(String classPath, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "output", ".txt");
    Process process = start(output, classPath, main, arguments);
    if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new IOException(
          "No end after %d s: %s".formatted(MAX_SECONDS, Files.readString(output)));
    }
    return Files.readString(output) + "exit " + process.exitValue();
  }

  /**
   * Begins to run a class.
   *
   * @param output the file that gets what it prints, errors included
   */
  Process start(Path output, String classPath, Class<?> main, String... arguments)
      throws IOException {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of("-cp", classPath, main.getName()));
    all.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("OMP_NUM_THREADS", Integer.toString(openMpThreads));
    return builder.start();
  }

  /** A folder that holds the one class, for a process that is to see nothing else. */
  static String classPathOf(Path folder, Class<?> only) throws IOException {
    String name = only.getName().replace('.', '/') + ".class";
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    for (String entry : classPath().split(File.pathSeparator)) {
      Path compiled = Path.of(entry).resolve(name);
      if (Files.exists(compiled)) {
        Files.copy(compiled, file);
        return folder.toString();
      }
    }
    throw new IOException("No " + name + " on " + classPath());
  }
}
