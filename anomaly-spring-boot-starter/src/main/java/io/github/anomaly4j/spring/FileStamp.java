package io.github.anomaly4j.spring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * What tells that a file was replaced or written to, without reading it.
 *
 * @param key of the file system, which tells apart two files of one name; {@code null} where there
 *     is none, as on Windows
 */
record FileStamp(@Nullable Object key, FileTime modified, long bytes) {
  /** Of no file. */
  static final FileStamp NONE = new FileStamp(null, FileTime.fromMillis(0), -1);

  /** Of a file that may be missing. Links are followed, so a link to another file is a change. */
  static FileStamp of(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileStamp(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size());
    } catch (IOException e) {
      return NONE;
    }
  }
}
