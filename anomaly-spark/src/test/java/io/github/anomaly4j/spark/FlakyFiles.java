package io.github.anomaly4j.spark;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** The local files, under the scheme {@code flaky}; a file's name says how it fails. */
public final class FlakyFiles extends RawLocalFileSystem {
  private static final Map<String, AtomicInteger> OPENED = new ConcurrentHashMap<>();

  static int opened(String name) {
    return OPENED.get(name).get();
  }

  @Override
  public URI getUri() {
    return URI.create("flaky:///");
  }

  @Override
  public FSDataInputStream open(Path file, int buffer) throws IOException {
    int count =
        OPENED.computeIfAbsent(file.getName(), name -> new AtomicInteger()).incrementAndGet();
    switch (file.getName()) {
      case "twice.png" -> {
        if (count <= 2) {
          throw new IOException("slow down");
        }
      }
      case "slow.png", "slow in SQL.png" -> throw new SocketTimeoutException("no answer");
      case "memory.png" -> throw new OutOfMemoryError("no heap");
      case "interrupted.png" -> throw new InterruptedIOException("while reading");
      default -> {
        // It is read.
      }
    }
    return super.open(file, buffer);
  }
}
