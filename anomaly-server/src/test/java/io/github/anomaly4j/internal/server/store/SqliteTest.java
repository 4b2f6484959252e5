package io.github.anomaly4j.internal.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteTest {
  @TempDir Path data;

  private static String pragma(Jdbi jdbi, String name) {
    return jdbi.withHandle(
        handle -> handle.createQuery("PRAGMA " + name).mapTo(String.class).one());
  }

  @Test
  void a_commit_is_written_through_to_the_disk() throws Exception {
    try (Database database = Database.open(null, data)) {
      assertThat(pragma(database.writing(), "journal_mode")).isEqualTo("wal");
      String full = "2";
      assertThat(pragma(database.writing(), "synchronous")).isEqualTo(full);
      assertThat(pragma(database.writing(), "foreign_keys")).isEqualTo("1");
    }
  }

  @Test
  void the_file_is_where_it_is_said_to_be_whatever_the_folder_is_called() throws Exception {
    Path folder = Files.createDirectories(data.resolve("a b%20#ü?synchronous=OFF"));
    try (Database database = Database.open(null, folder)) {
      assertThat(pragma(database.writing(), "synchronous")).isEqualTo("2");
      new Audit(database).write("me", "test", "a line");
    }
    assertThat(folder.resolve("station.sqlite")).isNotEmptyFile();
    try (Database database = Database.open(null, folder)) {
      assertThat(new Audit(database).last(10)).hasSize(1);
    }
  }

  @Test
  void queries_are_answered_while_something_is_being_written() throws Exception {
    try (Database database = Database.open(null, data)) {
      Audit audit = new Audit(database);
      audit.write("me", "test", "before");
      CountDownLatch written = new CountDownLatch(1);
      CountDownLatch read = new CountDownLatch(1);
      Thread writer =
          new Thread(
              () ->
                  database
                      .writing()
                      .useTransaction(
                          handle -> {
                            Audit.write(handle, "me", "test", "after");
                            written.countDown();
                            Uninterruptibles.awaitUninterruptibly(read);
                          }));
      writer.start();
      assertThat(written.await(20, TimeUnit.SECONDS)).isTrue();
      try {
        assertThat(audit.last(10)).extracting(Audit.Line::detail).containsExactly("before");
      } finally {
        read.countDown();
      }
      writer.join();
      assertThat(audit.last(10)).extracting(Audit.Line::detail).containsExactly("after", "before");
    }
  }

  @Test
  void a_time_is_read_as_it_was_written() throws Exception {
    try (Database database = Database.open(null, data)) {
      Instant before = Instant.now();
      new Audit(database).write("me", "test", "now");
      List<Audit.Line> lines = new Audit(database).last(1);
      assertThat(Instant.parse(lines.get(0).time()))
          .isBetween(before.minusMillis(1), Instant.now().plusMillis(1));
    }
  }

  @Test
  void a_file_that_is_no_database_is_named() throws Exception {
    Path file = data.resolve("station.sqlite");
    Files.writeString(file, "no database at all, but long enough to have a header".repeat(20));
    assertThatThrownBy(() -> Database.open(null, data))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("not a database");
  }
}
