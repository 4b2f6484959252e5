package io.github.anomaly4j.internal.server.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.Supplier;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * A database with the station's tables: a file of SQLite, or PostgreSQL. One connection writes,
 * since SQLite has one writer at a time and PostgreSQL's lock is held by a connection; others read.
 * What was committed is on the disk. Thread safe.
 */
public final class Database implements AutoCloseable {
  static final int PATIENCE_MS = 5000;

  private static final String FILE = "station.sqlite";
  private static final String MIGRATIONS =
      "classpath:io/github/anomaly4j/internal/server/store/migration";
  private static final int READERS = 4;

  private final String place;
  private final HikariDataSource writer;
  private final HikariDataSource readers;
  private final Jdbi writing;
  private final Jdbi reading;

  private Database(String place, HikariDataSource writer, HikariDataSource readers) {
    this.place = place;
    this.writer = writer;
    this.readers = readers;
    this.writing = Jdbi.create(writer);
    this.reading = Jdbi.create(readers);
  }

  /**
   * Opens a database and brings its tables up to date.
   *
   * @param url of JDBC, {@code jdbc:postgresql:}; {@code null} for a file in the data folder, which
   *     no other station must use. The password may come from the environment, as
   *     ANOMALY_DATABASE_PASSWORD
   * @throws IOException if it cannot be reached, or is in use by another station
   */
  public static Database open(@Nullable String url, Path data) throws IOException {
    Path file = data.toAbsolutePath().resolve(FILE);
    String place = url == null ? file.toString() : "PostgreSQL";
    try {
      if (url != null) {
        HikariConfig writer = Postgres.connections(url);
        writer.setConnectionInitSql(Postgres.LOCK);
        writer.addDataSourceProperty("socketTimeout", Postgres.ANSWER_SECONDS);
        return open(place, writer, () -> Postgres.connections(url), Postgres.ID);
      }
      Sqlite.loadLibrary(data.resolve("native"));
      return open(place, Sqlite.connections(file), () -> Sqlite.connections(file), Sqlite.ID);
    } catch (RuntimeException e) {
      // The URL may hold a password: it is not repeated.
      throw new IOException("the database cannot be opened (" + place + "): " + cause(e), e);
    }
  }

  private static Database open(
      String place, HikariConfig writer, Supplier<HikariConfig> readers, String id) {
    writer.setMaxLifetime(0);
    HikariDataSource writing = pool(writer, "writer", 1);
    try {
      HikariDataSource reading = pool(readers.get(), "readers", READERS);
      try {
        Flyway.configure(Database.class.getClassLoader())
            .dataSource(reading)
            .locations(MIGRATIONS)
            .placeholders(Map.of("id", id))
            .load()
            .migrate();
        return new Database(place, writing, reading);
      } catch (RuntimeException e) {
        reading.close();
        throw e;
      }
    } catch (RuntimeException e) {
      writing.close();
      throw e;
    }
  }

  private static HikariDataSource pool(HikariConfig config, String name, int connections) {
    config.setPoolName("anomaly-server-" + name);
    config.setMaximumPoolSize(connections);
    config.setConnectionTimeout(PATIENCE_MS);
    return new HikariDataSource(config);
  }

  private static String cause(Throwable e) {
    Throwable last = e;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    if (last instanceof SQLException refused && Postgres.LOCKED.equals(refused.getSQLState())) {
      return "it is in use by another station; stop it, or give this one a database of its own";
    }
    ServerErrorMessage told =
        last instanceof PSQLException refused ? refused.getServerErrorMessage() : null;
    return String.valueOf(told == null ? last.getMessage() : told.getMessage());
  }

  /** The file of SQLite, or that it is PostgreSQL. */
  public String place() {
    return place;
  }

  /** For what changes something, and for no more: the others wait meanwhile. */
  Jdbi writing() {
    return writing;
  }

  /** For queries. */
  Jdbi reading() {
    return reading;
  }

  /** Whether an inspection could be written. */
  public boolean answers() {
    try {
      // A file that may not be written answers queries.
      writing.useHandle(handle -> handle.execute("DELETE FROM sink WHERE 1 = 0"));
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }

  @Override
  public void close() {
    readers.close();
    writer.close();
  }
}
