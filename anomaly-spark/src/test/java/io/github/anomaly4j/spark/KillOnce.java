package io.github.anomaly4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/** Ends the first process that comes to a row, as if it were killed. */
record KillOnce(String mark, int row) implements MapPartitionsFunction<Row, Row> {
  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return new Iterator<>() {
      private int given;

      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Row next() {
        if (++given == row) {
          try {
            Files.createFile(Path.of(mark));
            Runtime.getRuntime().halt(137);
          } catch (FileAlreadyExistsException e) {
            // Another process was ended.
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
        return rows.next();
      }
    };
  }
}
