package io.github.anomaly4j.internal.server.store;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.anomaly4j.internal.server.inspect.Finding;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.statement.StatementContext;

/** An inspection as the database has it. */
final class InspectionRow {
  static final String SELECT =
      "SELECT i.id, i.found_at, i.source, i.finding, i.image, i.heatmap, l.label, l.said_by"
          + " FROM inspection i LEFT JOIN label l ON l.inspection = i.id ";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private InspectionRow() {}

  /** Of {@link #SELECT}. */
  static Inspection read(ResultSet row, StatementContext context) throws SQLException {
    String label = row.getString(7);
    try {
      return new Inspection(
          row.getLong(1),
          time(row, 2),
          row.getString(3),
          JSON.readValue(row.getString(4), Finding.class),
          row.getString(5),
          row.getString(6),
          label == null ? null : Label.valueOf(label),
          row.getString(8));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a row of the database has no finding", e);
    }
  }

  static String json(Finding finding) {
    try {
      return JSON.writeValueAsString(finding);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A column's time in ISO 8601, UTC. SQLite has milliseconds since 1970 there. */
  static String time(ResultSet row, int column) throws SQLException {
    return requireNonNull(row.getTimestamp(column)).toInstant().toString();
  }
}
