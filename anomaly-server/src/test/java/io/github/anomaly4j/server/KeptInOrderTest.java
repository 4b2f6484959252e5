package io.github.anomaly4j.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.Detection.Verdict;
import io.github.anomaly4j.internal.server.desk.Events;
import io.github.anomaly4j.internal.server.inspect.Finding;
import io.github.anomaly4j.internal.server.sink.Sink;
import io.github.anomaly4j.internal.server.sink.SinkRunner;
import io.github.anomaly4j.internal.server.store.Database;
import io.github.anomaly4j.internal.server.store.Inspection;
import io.github.anomaly4j.internal.server.store.Inspections;
import io.github.anomaly4j.internal.server.store.SinkPositions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptInOrderTest {
  private static final Finding FINDING =
      new Finding(
          1, "disc", Verdict.NORMAL, true, 0, 1, 0.5, 0.01, 0, 8, 8, List.of(), null, List.of(), 1);

  @TempDir Path data;

  private static Inspections.Entry entry(String source, int number) {
    byte[] bytes = {(byte) number};
    return new Inspections.Entry(source, null, FINDING, bytes, bytes);
  }

  private long files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  @Test
  void an_inspection_that_the_database_refuses_leaves_no_files_behind() throws Exception {
    Path images = data.resolve("images");
    try (Database database = Database.open(null, data)) {
      Inspections inspections = new Inspections(database, images, 1 << 20);
      assertThatThrownBy(() -> inspections.add(entry(null, 1))).isInstanceOf(JdbiException.class);
      assertThat(files(images)).isZero();
      inspections.add(entry("http", 1));
      assertThat(files(images)).isEqualTo(1);
    }
  }

  /** Fails in a way that nobody has foreseen, and then works. */
  private static final class Stumbling implements Sink {
    private final List<Long> told = Collections.synchronizedList(new ArrayList<>());
    private int calls;

    @Override
    public String name() {
      return "stumbling";
    }

    @Override
    public int deliver(List<Inspection> inspections) {
      if (calls++ % 2 == 0) {
        throw new IllegalStateException("unforeseen");
      }
      told.add(inspections.get(0).id());
      return 1;
    }

    @Override
    public void close() {}
  }

  @Test
  void a_sink_that_fails_in_an_unforeseen_way_is_told_on() throws Exception {
    try (Database database = Database.open(null, data)) {
      Inspections inspections = new Inspections(database, data.resolve("images"), 1 << 20);
      Stumbling sink = new Stumbling();
      List<Long> ids = new ArrayList<>();
      try (SinkRunner runner =
          SinkRunner.start(
              sink,
              inspections,
              new SinkPositions(database),
              new Events(),
              new SimpleMeterRegistry())) {
        assertThat(runner).isNotNull();
        for (int i = 0; i < 3; i++) {
          ids.add(inspections.add(entry("http", i)).id());
        }
        for (int i = 0; i < 200 && sink.told.size() < 3; i++) {
          Thread.sleep(50);
        }
      }
      assertThat(sink.told).isEqualTo(ids);
    }
  }
}
