package io.github.anomaly4j.server;

import static io.github.anomaly4j.server.StationFixture.detect;
import static io.github.anomaly4j.server.StationFixture.get;
import static io.github.anomaly4j.server.StationFixture.station;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real PostgreSQL, from the binaries that the build brings. */
class PostgresStoreTest extends StoreContract {
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static EmbeddedPostgres postgres;

  @BeforeAll
  static void startPostgres() throws IOException {
    postgres = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stopPostgres() throws IOException {
    postgres.close();
  }

  @Override
  String database() throws SQLException {
    String name = "station" + DATABASES.incrementAndGet();
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return postgres.getJdbcUrl("postgres", name);
  }

  @Test
  void without_its_database_the_station_is_not_ready_and_acknowledges_nothing(@TempDir Path own)
      throws Exception {
    EmbeddedPostgres other = EmbeddedPostgres.start();
    String url = other.getJdbcUrl("postgres", "postgres");
    try (AnomalyServer server = station(own).database(url).start()) {
      byte[] image = DrawnParts.png(DrawnParts.DISC, 640, false);
      assertThat(detect(server, "", image).status()).isEqualTo(200);
      other.close();
      assertThat(detect(server, "", image).status()).isEqualTo(503);
      assertThat(get(server, "/ready").status()).isEqualTo(503);
      assertThat(get(server, "/health").status()).isEqualTo(200);
    } finally {
      other.close();
    }
  }

  @Test
  void a_database_that_is_not_there_is_told_of_without_its_password(@TempDir Path own) {
    String url = "jdbc:postgresql://127.0.0.1:1/none?user=me&password=secret-word";
    assertThatThrownBy(() -> station(own).database(url).start())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the database cannot be opened")
        .hasMessageNotContaining("secret-word");
  }
}
