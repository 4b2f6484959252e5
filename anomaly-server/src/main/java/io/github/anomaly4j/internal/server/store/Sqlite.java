package io.github.anomaly4j.internal.server.store;

import com.zaxxer.hikari.HikariConfig;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteJDBCLoader;

/** Connections to a file of SQLite. */
final class Sqlite {
  /** A column whose value grows with each row, also after rows were deleted. */
  static final String ID = "INTEGER PRIMARY KEY AUTOINCREMENT";

  private static final String FOLDER_PROPERTY = "org.sqlite.tmpdir";
  private static final int MOST_LOG_BYTES = 64 << 20;

  private Sqlite() {}

  /**
   * Connections whose commits are on the disk when they return, and whose readers do not wait for
   * the writer.
   */
  static HikariConfig connections(Path file) {
    SQLiteConfig settings = new SQLiteConfig();
    settings.setJournalMode(JournalMode.WAL);
    settings.setSynchronous(SynchronousMode.FULL);
    settings.setJournalSizeLimit(MOST_LOG_BYTES);
    settings.setTransactionMode(TransactionMode.IMMEDIATE);
    settings.setBusyTimeout(Database.PATIENCE_MS);
    settings.enforceForeignKeys(true);
    SQLiteDataSource source = new SQLiteDataSource(settings);
    // As a URI, since a path may have characters that the driver takes for settings.
    source.setUrl("jdbc:sqlite:" + file.toUri());
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    return config;
  }

  /**
   * Loads SQLite. The driver copies the library to a folder first, by default to the system's
   * folder for temporary files: there may be none that can be written to or run from, and a process
   * that is killed leaves its copy there.
   *
   * @param folder for the copy; no other process must use it
   * @throws IOException if it cannot be loaded
   */
  static synchronized void loadLibrary(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (DirectoryStream<Path> copies = Files.newDirectoryStream(folder)) {
      for (Path copy : copies) {
        deleteUnlessUsed(copy);
      }
    }
    String before = System.getProperty(FOLDER_PROPERTY);
    if (before == null) {
      System.setProperty(FOLDER_PROPERTY, folder.toAbsolutePath().toString());
    }
    try {
      SQLiteJDBCLoader.initialize();
    } catch (Exception e) {
      throw new IOException(
          "SQLite's native library cannot be loaded from "
              + (before == null ? folder.toAbsolutePath() : before)
              + ": "
              + e.getMessage()
              + "; give another folder, from which programs may run, with -D"
              + FOLDER_PROPERTY
              + "=DIR",
          e);
    } finally {
      if (before == null) {
        System.clearProperty(FOLDER_PROPERTY);
      }
    }
  }

  private static void deleteUnlessUsed(Path copy) {
    try {
      Files.delete(copy);
    } catch (IOException e) {
      // On Windows, one that this process has loaded.
    }
  }
}
