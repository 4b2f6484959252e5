package io.github.anomaly4j.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.io.Files;
import io.github.anomaly4j.internal.dataset.NaturalOrder;
import io.github.anomaly4j.internal.dataset.PlainText;
import io.github.anomaly4j.internal.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The scores of unlabeled images as competitions take them: a CSV file {@code id,score}, UTF-8, one
 * line an image, in {@linkplain NaturalOrder natural order}. The id is the name of the image's file
 * without its extension; what a spreadsheet would take for a formula gets an apostrophe before it,
 * numbers do not.
 */
public final class Submission {

  private Submission() {}

  /**
   * Refuses images that share an id, before a work that takes long.
   *
   * @throws IllegalArgumentException if two have the same id
   */
  public static void check(Collection<Path> images) {
    byId(images);
  }

  /**
   * Writes a submission beside its place and moves it there when complete.
   *
   * @param scores of each image
   * @param file where to; its folder is made if absent, an older file replaced
   * @throws IllegalArgumentException if two images have the same id
   * @throws IOException if the file cannot be written
   */
  public static void write(Map<Path, Double> scores, Path file) throws IOException {
    StringBuilder csv = new StringBuilder();
    CsvScores.line(csv, List.of("id", "score"));
    byId(scores.keySet())
        .forEach(
            (id, image) ->
                CsvScores.line(csv, List.of(CsvScores.name(id), scores.get(image).toString())));
    AtomicFile.write(file, out -> out.write(csv.toString().getBytes(UTF_8)));
  }

  private static Map<String, Path> byId(Collection<Path> images) {
    Map<String, Path> byId = new TreeMap<>(NaturalOrder.NAMES);
    for (Path image : images) {
      String id = Files.getNameWithoutExtension(PlainText.path(image));
      Path other = byId.put(id, image);
      if (other != null) {
        throw new IllegalArgumentException(
            "%s and %s have the same id in a submission, %s; an id is a name without extension:"
                    .formatted(other, image, id)
                + " rename one or leave it out");
      }
    }
    return byId;
  }
}
