package io.github.anomaly4j.internal.server.store;

/** How far each sink has come, in the database. Thread safe. */
public final class SinkPositions {
  private final Database database;

  /** The positions in a database. */
  public SinkPositions(Database database) {
    this.database = database;
  }

  /** The last inspection that a sink has confirmed; of a new sink, the given one. */
  public long get(String sink, long first) {
    return database
        .writing()
        .inTransaction(
            handle ->
                handle
                    .createQuery("SELECT inspection FROM sink WHERE name = :name")
                    .bind("name", sink)
                    .mapTo(Long.class)
                    .findOne()
                    .orElseGet(
                        () -> {
                          handle.execute("INSERT INTO sink VALUES (?, ?)", sink, first);
                          return first;
                        }));
  }

  /** Says that a sink has confirmed an inspection and all before. */
  public void set(String sink, long inspection) {
    database
        .writing()
        .useHandle(
            handle ->
                handle.execute("UPDATE sink SET inspection = ? WHERE name = ?", inspection, sink));
  }
}
