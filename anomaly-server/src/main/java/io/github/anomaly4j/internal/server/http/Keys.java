package io.github.anomaly4j.internal.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * API keys and whose they are. A file has a line for each: a name, a blank and the key. Only their
 * SHA-256 stay in memory.
 */
public final class Keys {
  private static final int SHORTEST = 16;

  /** As the audit log has it. */
  private static final int LONGEST = 100;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final List<Key> keys;

  private Keys(List<Key> keys) {
    this.keys = List.copyOf(keys);
  }

  private record Key(String user, byte[] sha256) {}

  /**
   * Reads a file of keys.
   *
   * @throws IOException if it cannot be read, has no key or one that is too short; the message
   *     names the line and not the key
   */
  public static Keys read(Path file) throws IOException {
    List<Key> keys = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      String[] parts = text.split("\\s+");
      if (parts.length != 2 || parts[0].length() > LONGEST || parts[1].length() < SHORTEST) {
        throw new IOException(
            "%s, line %d: expected a name of at most %d characters, a blank and a key of at least %d"
                .formatted(file, number, LONGEST, SHORTEST));
      }
      keys.add(new Key(parts[0], sha256(parts[1])));
    }
    if (keys.isEmpty()) {
      throw new IOException(file + " has no key; write a line: a name, a blank and a key");
    }
    return new Keys(keys);
  }

  /**
   * The key of a file that only its owner can read; it is made if it is missing.
   *
   * @return the key itself, for the person who starts the station
   */
  public static String own(Path file) throws IOException {
    if (!Files.exists(file)) {
      byte[] random = new byte[24];
      RANDOM.nextBytes(random);
      String key = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
      // Under another name until it is whole: half a key would stay.
      Path next = file.resolveSibling(file.getFileName() + ".next");
      Files.deleteIfExists(next);
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(
            next,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      Files.writeString(
          next, "operator " + key + "\n", StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
    String line = Files.readString(file).strip();
    return line.substring(line.lastIndexOf(' ') + 1);
  }

  /** Whose key this is; every key is compared in full, so that time tells nothing of it. */
  Optional<String> user(String key) {
    byte[] digest = sha256(key);
    Optional<String> user = Optional.empty();
    for (Key each : keys) {
      if (MessageDigest.isEqual(each.sha256(), digest)) {
        user = Optional.of(each.user());
      }
    }
    return user;
  }

  private static byte[] sha256(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
