package io.github.anomaly4j.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.spi.ToolProvider;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * {@code anomaly serve}: starts the inspection station, a program of its own, whose options it
 * takes. The station is found on the class path, or as a jar next to this program's, so that this
 * one carries neither a web server nor a database.
 */
@Command(
    name = "serve",
    header = "Starts the inspection station: a service with a review page.",
    description = {
      "",
      "The station is a program of its own, anomaly-server.jar, which is looked for in the folder"
          + " of this program and where the build puts it. All options are the station's: 'anomaly"
          + " serve --help' lists them."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  anomaly serve --model model.anomaly",
      "  anomaly serve --model model.anomaly --watch incoming --port 9000"
    })
public final class ServeCommand implements Callable<Integer> {
  private static final String TOOL = "anomaly-server";

  @Spec private CommandSpec spec;
  @Unmatched private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    CommandLine line = spec.commandLine();
    return station(folder()).run(line, arguments.toArray(String[]::new));
  }

  /** A program, and the loader of its classes. */
  private record Station(ToolProvider program, ClassLoader loader) {
    int run(CommandLine line, String... arguments) {
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      thread.setContextClassLoader(loader);
      try {
        PrintWriter out = line.getOut();
        PrintWriter err = line.getErr();
        return program.run(out, err, arguments);
      } finally {
        thread.setContextClassLoader(before);
      }
    }
  }

  private static Station station(Path folder) throws IOException {
    Optional<Station> present = found(ServeCommand.class.getClassLoader());
    if (present.isPresent()) {
      return present.get();
    }
    for (Path jar : places(folder)) {
      if (Files.isRegularFile(jar)) {
        // Its libraries may be of other versions than ours. Open as long as the program runs.
        URL[] urls = {jar.toUri().toURL()};
        return found(new URLClassLoader(TOOL, urls, ClassLoader.getPlatformClassLoader()))
            .orElseThrow(
                () ->
                    new IOException(jar + " is no inspection station of this release; replace it"));
      }
    }
    throw new IOException(
        "the inspection station is not here: expected anomaly-server.jar, with its folder lib, in "
            + folder
            + "; put it there, or start it by: java -jar anomaly-server.jar");
  }

  private static List<Path> places(Path folder) {
    return List.of(
        folder.resolve("anomaly-server.jar"),
        folder.resolve("../../anomaly-server/target/anomaly-server.jar").normalize());
  }

  private static Optional<Station> found(ClassLoader loader) {
    return ServiceLoader.load(ToolProvider.class, loader).stream()
        .map(ServiceLoader.Provider::get)
        .filter(tool -> tool.name().equals(TOOL))
        .findFirst()
        .map(tool -> new Station(tool, loader));
  }

  /** Where this program's jar is. */
  private static Path folder() throws IOException {
    try {
      return Path.of(ServeCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toAbsolutePath()
          .getParent();
    } catch (URISyntaxException e) {
      throw new IOException("this program does not know where its jar is", e);
    }
  }
}
