package io.github.anomaly4j.internal.server.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** A database with the station's tables: a file of H2, or PostgreSQL. Thread safe. */
public final class Database implements AutoCloseable {
  private static final String MIGRATIONS =
      "classpath:io/github/anomaly4j/internal/server/store/migration";
  private static final String PASSWORD = "ANOMALY_DATABASE_PASSWORD";
  private static final int CONNECTIONS = 8;
  private static final int PATIENCE_MS = 5000;

  private final HikariDataSource connections;
  private final Jdbi jdbi;

  private Database(HikariDataSource connections) {
    this.connections = connections;
    this.jdbi = Jdbi.create(connections);
  }

  /**
   * Opens a database and brings its tables up to date.
   *
   * @param url of JDBC, {@code jdbc:h2:} or {@code jdbc:postgresql:}; {@code null} for a file in
   *     the data folder. The password may come from the environment, as ANOMALY_DATABASE_PASSWORD
   * @throws IOException if it cannot be reached, or its tables were made by a newer release
   */
  public static Database open(@Nullable String url, Path data) throws IOException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url == null ? ofFile(data) : url);
    String password = System.getenv(PASSWORD);
    if (password != null) {
      config.setPassword(password);
    }
    config.setMaximumPoolSize(CONNECTIONS);
    config.setConnectionTimeout(PATIENCE_MS);
    config.setPoolName("anomaly-server");
    try {
      HikariDataSource connections = new HikariDataSource(config);
      try {
        Flyway.configure(Database.class.getClassLoader())
            .dataSource(connections)
            .locations(MIGRATIONS)
            .load()
            .migrate();
      } catch (FlywayException e) {
        connections.close();
        throw e;
      }
      return new Database(connections);
    } catch (RuntimeException e) {
      // The URL may hold a password: it is not repeated.
      throw new IOException("the database cannot be opened: " + cause(e), e);
    }
  }

  /**
   * A commit is in the file before it returns (H2 would otherwise write it within half a second),
   * the file is closed by the station, not by a hook of H2, and not by the interruption of a thread
   * that uses it ("async"). H2 would keep 64 MB of the file in memory for each GB of the heap.
   */
  private static String ofFile(Path data) {
    return "jdbc:h2:async:"
        + data.toAbsolutePath().resolve("station")
        + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;CACHE_SIZE=16384";
  }

  private static String cause(Throwable e) {
    Throwable last = e;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    return String.valueOf(last.getMessage());
  }

  Jdbi jdbi() {
    return jdbi;
  }

  /** Whether it answers. */
  public boolean answers() {
    try {
      return jdbi.withHandle(handle -> handle.createQuery("SELECT 1").mapTo(Integer.class).one())
          == 1;
    } catch (RuntimeException e) {
      return false;
    }
  }

  @Override
  public void close() {
    connections.close();
  }
}
