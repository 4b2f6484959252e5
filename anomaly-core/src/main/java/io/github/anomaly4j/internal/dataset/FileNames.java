package io.github.anomaly4j.internal.dataset;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Names of files as text, in any locale. In the POSIX locale of cron, systemd and bare containers,
 * the JVM shows every byte beyond ASCII as the same replacement character; a path keeps its bytes,
 * and its URI shows them. They are read as UTF-8, like manifests and model files.
 */
public final class FileNames {
  /** The character that the JVM uses for bytes that it cannot decode. */
  private static final char REPLACEMENT = '\uFFFD';

  private FileNames() {}

  /** The whole path as text; bytes that are not UTF-8 stay as the JVM shows them. */
  public static String text(Path path) {
    String shown = path.toString();
    if (!isLossy(shown)) {
      return shown;
    }
    String separator = path.getFileSystem().getSeparator();
    StringBuilder text = new StringBuilder(path.isAbsolute() ? path.getRoot().toString() : "");
    for (int i = 0; i < path.getNameCount(); i++) {
      String name = path.getName(i).toString();
      Path upToHere = path.isAbsolute() ? path.getRoot().resolve(path.subpath(0, i + 1)) : null;
      Path here = upToHere == null ? path.subpath(0, i + 1) : upToHere;
      text.append(i == 0 ? "" : separator)
          .append(isLossy(name) ? decoded(here).orElse(name) : name);
    }
    return text.toString();
  }

  /** The last name of a path as text; empty if its bytes are not UTF-8. */
  static Optional<String> lastName(Path path) {
    String shown = path.getFileName().toString();
    return isLossy(shown) ? decoded(path) : Optional.of(shown);
  }

  /** Whether the JVM shows a name with replacement characters. */
  static boolean isLossy(String shown) {
    return shown.indexOf(REPLACEMENT) >= 0;
  }

  /** The form in which names are compared and shown: composed Unicode, without spaces around. */
  static String composed(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC).strip();
  }

  /** A key that is equal for names that differ only in case, spaces or Unicode form. */
  static String key(String name) {
    return composed(name).replaceAll("[\\s\\u00A0]+", " ").toLowerCase(Locale.ROOT);
  }

  /**
   * A path below a folder, from a text that the JVM's locale may not be able to represent.
   *
   * @throws InvalidPathException if it is no path
   */
  static Path resolve(Path folder, String text) {
    try {
      return existing(folder.resolve(text));
    } catch (InvalidPathException e) {
      return byBytes(folder, text).map(FileNames::existing).orElseThrow(() -> e);
    }
  }

  private static Optional<Path> byBytes(Path folder, String text) {
    URI base = folder.toAbsolutePath().toUri();
    // Half a character, as escapes in JSON can be, has no bytes; URI fails at it.
    boolean hasBytes =
        text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    if (!hasBytes || !"file".equals(base.getScheme())) {
      return Optional.empty();
    }
    String prefix = base.getRawPath().endsWith("/") ? base.getRawPath() : base.getRawPath() + "/";
    try {
      String encoded = new URI(null, null, "/" + text, null).toASCIIString().substring(1);
      return Optional.of(
          Path.of(URI.create("file://" + (text.startsWith("/") ? "" : prefix) + encoded)));
    } catch (URISyntaxException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The path itself, or the one existing file whose names differ only in their Unicode form. */
  private static Path existing(Path path) {
    if (Files.exists(path) || path.getParent() == null || path.getFileName() == null) {
      return path;
    }
    Path parent = existing(path.getParent());
    Path direct = parent.resolve(path.getFileName());
    if (Files.exists(direct) || !Files.isDirectory(parent)) {
      return direct;
    }
    String wanted = lastName(path).map(FileNames::normalized).orElse("");
    if (wanted.chars().allMatch(c -> c < 0x80)) {
      return direct;
    }
    try (Stream<Path> children = Files.list(parent)) {
      List<Path> same =
          children
              .filter(child -> lastName(child).map(FileNames::normalized).orElse("").equals(wanted))
              .toList();
      return same.size() == 1 ? same.get(0) : direct;
    } catch (IOException e) {
      return direct;
    }
  }

  private static String normalized(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC);
  }

  /** The last name, from the bytes in the path's URI. */
  private static Optional<String> decoded(Path path) {
    URI uri = path.toUri();
    if (!"file".equals(uri.getScheme())) {
      return Optional.empty();
    }
    String raw = uri.getRawPath();
    String trimmed = raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
    String name = trimmed.substring(trimmed.lastIndexOf('/') + 1);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) == '%') {
        bytes.write(Integer.parseInt(name.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        bytes.write(name.charAt(i));
      }
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
