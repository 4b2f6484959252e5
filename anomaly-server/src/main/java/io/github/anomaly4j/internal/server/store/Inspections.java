package io.github.anomaly4j.internal.server.store;

import io.github.anomaly4j.Detection.Verdict;
import io.github.anomaly4j.internal.server.inspect.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All inspections: rows of the database, and files of their images. Thread safe. */
public final class Inspections {
  private static final Logger LOG = LoggerFactory.getLogger(Inspections.class);

  private final Jdbi writing;
  private final Jdbi reading;
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
    this.writing = database.writing();
    this.reading = database.reading();
    this.files = new ImageFiles(images);
    this.retention = new Retention(database, files, maxBytes);
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
      added = insertOnce(entry, image, heatmap);
    } finally {
      lock.readLock().unlock();
    }
    if (retention.exceeded()) {
      deleteOldest();
    }
    return added;
  }

  private void deleteOldest() {
    lock.writeLock().lock();
    try {
      retention.apply();
    } catch (IOException | JdbiException e) {
      // The inspection is kept: what is to be deleted waits for the next one.
      LOG.warn("old images cannot be deleted: {}", e.toString());
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Two threads may inspect an image of the same key at the same time: then one comes second. */
  private Inspection insertOnce(Entry entry, String image, String heatmap) throws IOException {
    try {
      return inOrder(entry, image, heatmap);
    } catch (UnableToExecuteStatementException e) {
      Optional<Inspection> earlier = entry.key() == null ? Optional.empty() : byKey(entry.key());
      return earlier.orElseThrow(() -> e);
    }
  }

  /**
   * One after the other, so that no id is committed after a higher one, which sinks rely on. The
   * files are written before the commit: a row always has them, and while the database is away none
   * are written that no row would ever name.
   */
  private Inspection inOrder(Entry entry, String image, String heatmap) throws IOException {
    synchronized (order) {
      Inserted inserted =
          writing.inTransaction(
              handle -> {
                Inserted rows = insert(handle, entry, image, heatmap);
                files.write(image, entry.image());
                files.write(heatmap, entry.heatmap());
                return rows;
              });
      retention.stored(inserted.newBytes());
      return inserted.inspection();
    }
  }

  private record Inserted(Inspection inspection, long newBytes) {}

  private Inserted insert(Handle handle, Entry entry, String image, String heatmap) {
    Finding finding = entry.finding();
    Instant time = Instant.now().truncatedTo(ChronoUnit.MILLIS);
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
            .bind("finding", InspectionRow.json(finding))
            .executeAndReturnGeneratedKeys("id")
            .mapTo(Long.class)
            .one();
    long stored = Retention.keep(handle, image, entry.image().length, id);
    if (!heatmap.equals(image)) {
      stored += Retention.keep(handle, heatmap, entry.heatmap().length, id);
    }
    return new Inserted(
        new Inspection(id, time.toString(), entry.source(), finding, image, heatmap, null, null),
        stored);
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
    StringBuilder sql = new StringBuilder(InspectionRow.SELECT).append("WHERE 1 = 1");
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
    return reading.withHandle(
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
          return query.map(InspectionRow::read).list();
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
    return reading.withHandle(
        handle ->
            handle
                .createQuery(InspectionRow.SELECT + condition)
                .bind("value", value)
                .map(InspectionRow::read)
                .findOne());
  }

  /** The first ones after an id, in their order. */
  public List<Inspection> after(long id, int most) {
    return reading.withHandle(
        handle ->
            handle
                .createQuery(InspectionRow.SELECT + "WHERE i.id > :id ORDER BY i.id LIMIT :most")
                .bind("id", id)
                .bind("most", most)
                .map(InspectionRow::read)
                .list());
  }

  /** The id of the last one; 0 if there is none. */
  public long last() {
    return reading.withHandle(
        handle ->
            handle
                .createQuery("SELECT COALESCE(MAX(id), 0) FROM inspection")
                .mapTo(Long.class)
                .one());
  }

  /** Those that people labeled, by id. */
  public List<Inspection> labeled() {
    return reading.withHandle(
        handle ->
            handle
                .createQuery(InspectionRow.SELECT + "WHERE l.label IS NOT NULL ORDER BY i.id")
                .map(InspectionRow::read)
                .list());
  }

  /** Says what a person said of an inspection, and in the audit log that it was said. */
  public void label(long id, @Nullable Label label, String by) {
    // Not while old images are deleted: that of a label stays.
    lock.readLock().lock();
    try {
      writing.useTransaction(handle -> label(handle, id, label, by));
    } finally {
      lock.readLock().unlock();
    }
  }

  private static void label(Handle handle, long id, @Nullable Label label, String by) {
    handle.execute("DELETE FROM label WHERE inspection = ?", id);
    if (label != null) {
      handle
          .createUpdate("INSERT INTO label VALUES (:id, :label, :by, :time)")
          .bind("id", id)
          .bind("label", label.name())
          .bind("by", by)
          .bind("time", Instant.now())
          .execute();
    }
    Audit.write(
        handle,
        by,
        "label",
        "inspection " + id + ": " + (label == null ? "label taken back" : label.name()));
  }

  /**
   * The file of an image or of a heat map; empty if it is no longer kept.
   *
   * @throws IOException if it cannot be read
   */
  public Optional<byte[]> file(String hash) throws IOException {
    return files.read(hash);
  }

  /** Whether the file of an image is still kept. */
  public boolean kept(String hash) {
    return files.exists(hash);
  }

  /**
   * The same file as a stream.
   *
   * @throws IOException if it is no longer kept, or cannot be read
   */
  public InputStream open(String hash) throws IOException {
    return files.open(hash);
  }
}
