package io.github.anomaly4j.spark;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.concurrent.Workers;
import java.io.IOException;
import java.util.Iterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Scores the images of a partition, in their order, on the threads of the task.
 *
 * @param attempts that Spark allows
 * @param contents whether the second column is the content of each image
 * @param categories whether the last column is the product of each image
 */
record ScoringTask(Model model, int attempts, boolean contents, boolean categories)
    implements MapPartitionsFunction<Row, Row> {

  @Override
  public Iterator<Row> call(Iterator<Row> images) throws IOException {
    if (!images.hasNext()) {
      return images;
    }
    TaskContext context = TaskContext.get();
    AnomalyDetector detector = LoadedModels.hold(model, context);
    Attempt attempt = Attempt.current(attempts);
    Workers workers = Workers.of(context.cpus());
    Stream<Row> scored =
        workers.inOrder(
            StreamSupport.stream(Spliterators.spliteratorUnknownSize(images, 0), false),
            image -> score(detector, image, attempt));
    // Listeners are called last first, so the model is released after this.
    context.addTaskCompletionListener(
        (TaskCompletionListener)
            ended -> {
              scored.close();
              workers.close();
            });
    return scored.iterator();
  }

  private Row score(AnomalyDetector detector, Row image, Attempt attempt) {
    String path = image.isNullAt(0) ? null : image.getString(0);
    byte[] content = !contents || image.isNullAt(1) ? null : image.<byte[]>getAs(1);
    int last = image.size() - 1;
    String category = !categories || image.isNullAt(last) ? null : image.getString(last);
    ImageScore scored =
        contents && content == null
            ? ImageScore.failed("the content is null; expected the bytes of an image file")
            : ImageScore.of(detector, model, path, content, category, attempt);
    return ScoreRow.of(path, scored, model.sha256());
  }
}
