package io.github.anomaly4j.internal.server.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;

/**
 * Deletes the files of the oldest inspections when all together are longer than a limit. Files of
 * inspections that people labeled stay, since models are made of them. Not thread safe.
 */
final class Retention {
  private static final int AT_ONCE = 20;

  private final Database database;
  private final ImageFiles files;
  private final long maxBytes;
  private final AtomicLong bytes;

  Retention(Database database, ImageFiles files, long maxBytes) {
    this.database = database;
    this.files = files;
    this.maxBytes = maxBytes;
    this.bytes =
        new AtomicLong(
            database
                .reading()
                .withHandle(
                    handle ->
                        handle
                            .createQuery("SELECT COALESCE(SUM(bytes), 0) FROM stored_file")
                            .mapTo(Long.class)
                            .one()));
  }

  /** Says that a file belongs to an inspection; within its transaction. */
  static long keep(Handle handle, String hash, long length, long inspection) {
    int known =
        handle
            .createUpdate("UPDATE stored_file SET last_inspection = :inspection WHERE hash = :hash")
            .bind("inspection", inspection)
            .bind("hash", hash)
            .execute();
    if (known > 0) {
      return 0;
    }
    handle
        .createUpdate("INSERT INTO stored_file VALUES (:hash, :bytes, :inspection)")
        .bind("hash", hash)
        .bind("bytes", length)
        .bind("inspection", inspection)
        .execute();
    return length;
  }

  /** Counts what was stored. */
  void stored(long length) {
    bytes.addAndGet(length);
  }

  boolean exceeded() {
    return bytes.get() > maxBytes;
  }

  /**
   * Deletes some files, until the rest is within the limit or nothing more may be deleted. Only a
   * few: inspections wait meanwhile, and the next one deletes more.
   *
   * @throws IOException if one cannot be deleted; the others are
   */
  void apply() throws IOException {
    List<Stored> oldest =
        database
            .reading()
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            "SELECT f.hash, f.bytes FROM stored_file f WHERE NOT EXISTS (SELECT 1"
                                + " FROM inspection i JOIN label l ON l.inspection = i.id"
                                + " WHERE i.image = f.hash)"
                                + " ORDER BY f.last_inspection LIMIT :most")
                        .bind("most", AT_ONCE)
                        .map((row, context) -> new Stored(row.getString(1), row.getLong(2)))
                        .list());
    List<String> deleted = new ArrayList<>();
    long tooMany = bytes.get() - maxBytes;
    long freed = 0;
    IOException failure = null;
    for (Stored each : oldest) {
      if (freed < tooMany) {
        try {
          files.delete(each.hash());
          deleted.add(each.hash());
          freed += each.bytes();
        } catch (IOException e) {
          failure = e;
        }
      }
    }
    database
        .writing()
        .useTransaction(
            handle ->
                deleted.forEach(
                    hash -> handle.execute("DELETE FROM stored_file WHERE hash = ?", hash)));
    bytes.addAndGet(-freed);
    if (failure != null) {
      throw failure;
    }
  }

  private record Stored(String hash, long bytes) {}
}
