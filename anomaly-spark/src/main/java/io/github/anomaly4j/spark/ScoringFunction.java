package io.github.anomaly4j.spark;

import io.github.anomaly4j.concurrent.Workers;
import java.io.IOException;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.jspecify.annotations.Nullable;

/**
 * Scores the image of a row: the bytes of a file, or its path.
 *
 * @param attempts of a task that Spark allows
 */
record ScoringFunction(Model model, int attempts) implements UDF1<@Nullable Object, @Nullable Row> {

  @Override
  public @Nullable Row call(@Nullable Object image) throws IOException {
    if (image == null) {
      return null;
    }
    byte[] content = image instanceof byte[] bytes ? bytes : null;
    String path = image instanceof String text ? text : null;
    if (content == null && path == null) {
      throw new IllegalArgumentException(
          "the function takes the content of an image (binary) or its path (string), was given %s"
              .formatted(image.getClass().getSimpleName()));
    }
    Attempt attempt = Attempt.current(attempts);
    // Spark may call it on the driver, for a small table.
    TaskContext task = attempt.task();
    Object user = task == null ? new Object() : task;
    var detector = LoadedModels.hold(model, user);
    try {
      // One thread, also for a detector in tiles, which would use every processor.
      return ScoreRow.of(
          Workers.CALLER.run(() -> ImageScore.of(detector, model, path, content, null, attempt)),
          model.sha256());
    } finally {
      if (task == null) {
        LoadedModels.release(model, user);
      }
    }
  }
}
