package io.github.anomaly4j.internal.server.store;

import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Who changed what, and when. Rows are only added. Thread safe. */
public final class Audit {
  private static final int LONGEST = 2000;

  private final Database database;

  /** The log in a database. */
  public Audit(Database database) {
    this.database = database;
  }

  /**
   * A line of the log.
   *
   * @param time when (ISO 8601, UTC)
   * @param by who
   * @param action what, in a word
   * @param detail what, in a sentence
   */
  public record Line(long id, String time, String by, String action, String detail) {}

  /** Adds a line. */
  public void write(String by, String action, String detail) {
    database.writing().useHandle(handle -> write(handle, by, action, detail));
  }

  static void write(Handle handle, String by, String action, String detail) {
    handle
        .createUpdate(
            "INSERT INTO audit (done_at, done_by, action, detail)"
                + " VALUES (:time, :by, :action, :detail)")
        .bind("time", Instant.now())
        .bind("by", by)
        .bind("action", action)
        .bind("detail", detail.substring(0, Math.min(LONGEST, detail.length())))
        .execute();
  }

  /** The last lines, the last one first. */
  public List<Line> last(int most) {
    return database
        .reading()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT id, done_at, done_by, action, detail FROM audit"
                            + " ORDER BY id DESC LIMIT :most")
                    .bind("most", most)
                    .map(
                        (row, context) ->
                            new Line(
                                row.getLong(1),
                                InspectionRow.time(row, 2),
                                row.getString(3),
                                row.getString(4),
                                row.getString(5)))
                    .list());
  }
}
