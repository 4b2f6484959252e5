package io.github.anomaly4j.internal.server.store;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.anomaly4j.Detection.Verdict;
import io.github.anomaly4j.internal.server.inspect.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/** All inspections: rows of the database, and files of their images. Thread safe. */
public final class Inspections {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String COLUMNS =
      "SELECT i.id, i.found_at, i.source, i.finding, i.image, i.heatmap, l.label, l.said_by"
          + " FROM inspection i LEFT JOIN label l ON l.inspection = i.id ";

  private final Jdbi jdbi;
  private final ImageFiles files;
  private final Retention retention;

  private final Object order = new Object();

  /** Files are written under the first lock and deleted under the second. */
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  /**
   * The inspections of a database.
   *
   * @param images the folder of their files
   * @param maxBytes how many bytes of files are kept
   * @throws IOException if the folder cannot be made
   */
  public Inspections(Database database, Path images, long maxBytes) throws IOException {
    this.jdbi = database.jdbi();
    this.files = new ImageFiles(images);
    this.retention = new Retention(jdbi, files, maxBytes);
  }

  /**
   * What is to be stored.
   *
   * @param key by which the source knows the image; stored once. {@code null} for images that may
   *     come again
   */
  public record Entry(
      String source, @Nullable String key, Finding finding, byte[] image, byte[] heatmap) {}

  /**
   * Stores an inspection: when this returns, it is in the database.
   *
   * @throws IOException if the files cannot be written
   */
  public Inspection add(Entry entry) throws IOException {
    String image = ImageFiles.hash(entry.image());
    String heatmap = ImageFiles.hash(entry.heatmap());
    Inspection added;
    lock.readLock().lock();
    try {
      files.write(image, entry.image());
      files.write(heatmap, entry.heatmap());
      added = insertOnce(entry, image, heatmap);
    } finally {
      lock.readLock().unlock();
    }
    if (retention.exceeded()) {
      lock.writeLock().lock();
      try {
        retention.apply();
      } finally {
        lock.writeLock().unlock();
      }
    }
    return added;
  }

  /** Two inspections may store the same new file at the same time: then one comes second. */
  private Inspection insertOnce(Entry entry, String image, String heatmap) {
    try {
      return inOrder(entry, image, heatmap);
    } catch (UnableToExecuteStatementException e) {
      if (entry.key() != null) {
        Optional<Inspection> earlier = byKey(entry.key());
        if (earlier.isPresent()) {
          return earlier.get();
        }
      }
      return inOrder(entry, image, heatmap);
    }
  }

  /** One after the other, so that no id is committed after a higher one, which sinks rely on. */
  private Inspection inOrder(Entry entry, String image, String heatmap) {
    synchronized (order) {
      return jdbi.inTransaction(handle -> insert(handle, entry, image, heatmap));
    }
  }

  private Inspection insert(Handle handle, Entry entry, String image, String heatmap) {
    Finding finding = entry.finding();
    OffsetDateTime time = OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS);
    long id =
        handle
            .createUpdate(
                "INSERT INTO inspection (found_at, source, source_key, product, verdict, model,"
                    + " score, threshold, image, heatmap, finding) VALUES (:time, :source, :key,"
                    + " :product, :verdict, :model, :score, :threshold, :image, :heatmap,"
                    + " :finding)")
            .bind("time", time)
            .bind("source", entry.source())
            .bind("key", entry.key())
            .bind("product", finding.product())
            .bind("verdict", finding.verdict().name())
            .bind("model", finding.model())
            .bind("score", finding.score())
            .bind("threshold", finding.threshold())
            .bind("image", image)
            .bind("heatmap", heatmap)
            .bind("finding", json(finding))
            .executeAndReturnGeneratedKeys("id")
            .mapTo(Long.class)
            .one();
    long stored = Retention.keep(handle, image, entry.image().length, id);
    if (!heatmap.equals(image)) {
      stored += Retention.keep(handle, heatmap, entry.heatmap().length, id);
    }
    retention.stored(stored);
    return new Inspection(id, text(time), entry.source(), finding, image, heatmap, null, null);
  }

  /**
   * Which inspections are asked for.
   *
   * @param before only those with a lower id; {@code null} for the last ones
   * @param most how many
   */
  public record Filter(
      @Nullable String product, @Nullable Verdict verdict, @Nullable Long before, int most) {}

  /** Some inspections, the last one first. */
  public List<Inspection> list(Filter filter) {
    StringBuilder sql = new StringBuilder(COLUMNS).append("WHERE 1 = 1");
    if (filter.product() != null) {
      sql.append(" AND i.product = :product");
    }
    if (filter.verdict() != null) {
      sql.append(" AND i.verdict = :verdict");
    }
    if (filter.before() != null) {
      sql.append(" AND i.id < :before");
    }
    sql.append(" ORDER BY i.id DESC LIMIT :most");
    return jdbi.withHandle(
        handle -> {
          Query query = handle.createQuery(sql.toString()).bind("most", filter.most());
          if (filter.product() != null) {
            query.bind("product", filter.product());
          }
          if (filter.verdict() != null) {
            query.bind("verdict", filter.verdict().name());
          }
          if (filter.before() != null) {
            query.bind("before", filter.before());
          }
          return query.map(Inspections::inspection).list();
        });
  }

  /** One of them. */
  public Optional<Inspection> get(long id) {
    return one("WHERE i.id = :value", id);
  }

  /** The one that a source knows by a key. */
  public Optional<Inspection> byKey(String key) {
    return one("WHERE i.source_key = :value", key);
  }

  private Optional<Inspection> one(String condition, Object value) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(COLUMNS + condition)
                .bind("value", value)
                .map(Inspections::inspection)
                .findOne());
  }

  /** The first ones after an id, in their order. */
  public List<Inspection> after(long id, int most) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(COLUMNS + "WHERE i.id > :id ORDER BY i.id LIMIT :most")
                .bind("id", id)
                .bind("most", most)
                .map(Inspections::inspection)
                .list());
  }

  /** The id of the last one; 0 if there is none. */
  public long last() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery("SELECT COALESCE(MAX(id), 0) FROM inspection")
                .mapTo(Long.class)
                .one());
  }

  /** Those that people labeled, by id. */
  public List<Inspection> labeled() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(COLUMNS + "WHERE l.label IS NOT NULL ORDER BY i.id")
                .map(Inspections::inspection)
                .list());
  }

  /** Says what a person said of an inspection, and in the audit log that it was said. */
  public void label(long id, @Nullable Label label, String by) {
    jdbi.useTransaction(
        handle -> {
          handle.execute("DELETE FROM label WHERE inspection = ?", id);
          if (label != null) {
            handle
                .createUpdate("INSERT INTO label VALUES (:id, :label, :by, :time)")
                .bind("id", id)
                .bind("label", label.name())
                .bind("by", by)
                .bind("time", OffsetDateTime.now(ZoneOffset.UTC))
                .execute();
          }
          Audit.write(
              handle,
              by,
              "label",
              "inspection " + id + ": " + (label == null ? "label taken back" : label.name()));
        });
  }

  /**
   * The file of an image or of a heat map; empty if it is no longer kept.
   *
   * @throws IOException if it cannot be read
   */
  public Optional<byte[]> file(String hash) throws IOException {
    return files.read(hash);
  }

  private static Inspection inspection(ResultSet row, StatementContext context)
      throws SQLException {
    String label = row.getString(7);
    try {
      return new Inspection(
          row.getLong(1),
          text(requireNonNull(row.getObject(2, OffsetDateTime.class))),
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

  private static String json(Finding finding) {
    try {
      return JSON.writeValueAsString(finding);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(OffsetDateTime time) {
    return time.toInstant().toString();
  }
}
