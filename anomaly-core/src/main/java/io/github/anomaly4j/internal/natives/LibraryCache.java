package io.github.anomaly4j.internal.natives;

import com.google.common.collect.ImmutableMap;
import io.github.anomaly4j.natives.NativeBackendException;
import java.io.File;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder that JavaCPP unpacks ND4J's libraries to, and what it unpacks. Does not use JavaCPP's
 * classes, because they load a library as soon as they are initialized.
 */
public final class LibraryCache {
  static final String PROPERTY = "org.bytedeco.javacpp.cachedir";

  /** The space that the message names if no jar gives a size: measured on Linux on x86-64. */
  private static final long USUAL_BYTES = 501L << 20;

  private static final String CPU = "org.nd4j:nd4j-native";

  private static final Map<String, String> ARTIFACTS =
      ImmutableMap.of(
          "org/bytedeco/javacpp/", "org.bytedeco:javacpp",
          "org/bytedeco/openblas/", "org.bytedeco:openblas",
          "org/nd4j/linalg/cpu/nativecpu/bindings/", CPU);

  /** Of oneDNN, which networks use if it is there. */
  private static final String ONE_DNN = "org/bytedeco/dnnl/";

  /** The others of its jar are not unpacked. */
  private static final Pattern OF_ONE_DNN = Pattern.compile("lib(jni)?dnnl\\..*");

  private static final Pattern LIBRARY = Pattern.compile(".*\\.(so(\\.\\d+)*|dll|dylib|jnilib)");
  private static final String TWICE = "libopenblas.";

  private final List<Library> libraries;
  private final List<Library> oneDnn;
  private final List<String> lacking;

  /** A library in a jar, and where it goes below the folder. */
  private record Library(Path place, long bytes) {}

  private LibraryCache(List<Library> libraries, List<Library> oneDnn, List<String> lacking) {
    this.libraries = libraries;
    this.oneDnn = oneDnn;
    this.lacking = lacking;
  }

  /** The libraries that a class loader has for this system. */
  public static LibraryCache of(ClassLoader loader) {
    List<Library> libraries = new ArrayList<>();
    List<String> lacking = new ArrayList<>();
    ARTIFACTS.forEach(
        (folder, artifact) -> {
          List<Library> found = largest(loader, folder);
          libraries.addAll(found);
          if (found.isEmpty() && !isOnGpu(loader, artifact)) {
            lacking.add(artifact);
          }
        });
    List<Library> oneDnn = new ArrayList<>(largest(loader, ONE_DNN));
    oneDnn.removeIf(own -> !OF_ONE_DNN.matcher(own.place().getFileName().toString()).matches());
    return new LibraryCache(libraries, oneDnn, lacking);
  }

  /** The CUDA backend replaces the CPU backend and has libraries of its own. */
  private static boolean isOnGpu(ClassLoader loader, String artifact) {
    return artifact.equals(CPU) && loader.getResource("nd4j-jcublas.properties") != null;
  }

  /** Of several builds for the same system, one is unpacked; the largest is counted. */
  private static List<Library> largest(ClassLoader loader, String folder) {
    List<Library> largest = List.of();
    try {
      for (URL url : Collections.list(loader.getResources(folder))) {
        if (url.openConnection() instanceof JarURLConnection connection) {
          // A cached connection would stay open as long as the process lives.
          connection.setUseCaches(false);
          try (JarFile jar = connection.getJarFile()) {
            List<Library> found = libraries(jar, folder + platform());
            largest = bytes(found) > bytes(largest) ? found : largest;
          }
        }
      }
    } catch (IOException e) {
      // Loading from a jar that cannot be listed fails too, and its message will say why.
    }
    return largest;
  }

  private static long bytes(List<Library> libraries) {
    return libraries.stream().mapToLong(Library::bytes).sum();
  }

  private static List<Library> libraries(JarFile jar, String folder) {
    String name = new File(jar.getName()).getName();
    List<Library> found = new ArrayList<>();
    for (JarEntry entry : Collections.list(jar.entries())) {
      if (entry.getName().startsWith(folder) && LIBRARY.matcher(entry.getName()).matches()) {
        found.add(new Library(Path.of(name, entry.getName()), entry.getSize()));
        String file = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
        if (file.startsWith(TWICE)) {
          String again = "libopenblas_nolapack." + file.substring(TWICE.length());
          Path beside = Path.of(name, entry.getName()).resolveSibling(again);
          found.add(new Library(beside, entry.getSize()));
        }
      }
    }
    return found;
  }

  /** How JavaCPP names this system. */
  public static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String system = os.startsWith("mac") ? "macosx" : os.startsWith("windows") ? "windows" : os;
    String processor = arch.equals("amd64") ? "x86_64" : arch.equals("aarch64") ? "arm64" : arch;
    return System.getProperty("org.bytedeco.javacpp.platform", system + "-" + processor);
  }

  /**
   * Requires a folder to which the libraries are unpacked already or can be unpacked.
   *
   * @throws NativeBackendException if there is none
   */
  public void require() {
    NativeFolder folder = folder();
    long missing = missing(folder.path(), libraries);
    // Where ND4J is unpacked already, oneDNN may be left out, which is warned of.
    folder.require(missing == 0 ? 0 : missing + missing(folder.path(), oneDnn));
  }

  /** The artifacts whose libraries for this system are not on the class path. */
  public List<String> lacking() {
    return lacking;
  }

  private static long missing(Path folder, List<Library> libraries) {
    long missing = 0;
    for (Library library : libraries) {
      File file = folder.resolve(library.place()).toFile();
      File flat = folder.resolve(library.place().getFileName()).toFile();
      if (file.length() != library.bytes() && flat.length() != library.bytes()) {
        missing += library.bytes();
      }
    }
    return missing;
  }

  /** The folder that JavaCPP will take: the first of these that can be used. */
  private NativeFolder folder() {
    List<Path> candidates = candidates();
    for (Path candidate : candidates) {
      File folder = candidate.toFile();
      if ((folder.exists() || folder.mkdirs())
          && folder.canRead()
          && folder.canWrite()
          && folder.canExecute()) {
        return at(candidate);
      }
    }
    throw at(candidates.get(0))
        .refusal("cannot be made or written to, and neither can any of " + candidates, null);
  }

  private NativeFolder at(Path folder) {
    return new NativeFolder(
        folder,
        "ND4J's native library",
        PROPERTY,
        lacking.isEmpty() ? bytes(libraries) + bytes(oneDnn) : USUAL_BYTES);
  }

  private static List<Path> candidates() {
    return Stream.of(
            System.getProperty(PROPERTY),
            System.getProperty("org.bytedeco.javacpp.cacheDir"),
            System.getProperty("user.home") + "/.javacpp/cache/",
            System.getProperty("java.io.tmpdir")
                + "/.javacpp-"
                + System.getProperty("user.name")
                + "/cache/")
        .filter(name -> name != null)
        .map(Path::of)
        .toList();
  }
}
