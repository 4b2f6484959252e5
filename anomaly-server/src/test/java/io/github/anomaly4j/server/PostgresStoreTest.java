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
import java.sql.DriverManager;
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
  void a_second_station_is_refused_the_same_database_but_not_another_schema(@TempDir Path own)
      throws Exception {
    String url = database();
    byte[] image = DrawnParts.png(DrawnParts.DISC, 641, false);
    try (AnomalyServer first = station(data).database(url).start()) {
      assertThatThrownBy(() -> station(own).database(url).start())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in use by another station");
      execute(url, "CREATE SCHEMA other");
      try (AnomalyServer second = station(own).database(url + "&currentSchema=other").start()) {
        assertThat(detect(second, "", image).json().at("/inspection/id").asLong()).isEqualTo(1);
      }
      assertThat(detect(first, "", image).json().at("/inspection/id").asLong()).isEqualTo(1);
    }
    try (AnomalyServer next = station(own).database(url).start()) {
      assertThat(detect(next, "", image).json().at("/inspection/id").asLong()).isEqualTo(2);
    }
  }

  @Test
  void a_station_whose_connections_broke_goes_on_and_still_keeps_others_away(@TempDir Path own)
      throws Exception {
    String url = database();
    byte[] image = DrawnParts.png(DrawnParts.DISC, 642, false);
    try (AnomalyServer server = station(data).database(url).start()) {
      execute(
          url,
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
      int status = 0;
      for (int i = 0; i < 50 && status != 200; i++) {
        status = detect(server, "", image).status();
        assertThat(status).isIn(200, 503);
      }
      assertThat(status).isEqualTo(200);
      assertThatThrownBy(() -> station(own).database(url).start())
          .hasMessageContaining("in use by another station");
    }
  }

  private static void execute(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
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
