package io.github.anomaly4j.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.io.Files;
import io.github.anomaly4j.internal.dataset.NaturalOrder;
import io.github.anomaly4j.internal.dataset.PlainText;
import io.github.anomaly4j.internal.file.AtomicFile;
import io.github.anomaly4j.internal.report.CsvText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The scores of unlabeled images as competitions take them: a CSV file {@code id,score}, UTF-8, one
 * line an image, in natural order ({@code 2} before {@code 10}). The id is the name of the image's
 * file without its extension; an id that a spreadsheet would take for a formula gets an apostrophe
 * before it, unless it is a number.
 */
public final class Submission {

  private Submission() {}

  /**
   * Refuses images that share an id; to be called before they are scored, which takes long.
   *
   * @throws IllegalArgumentException if two have the same id
   */
  public static void check(Collection<Path> images) {
    byId(images);
  }

  /**
   * Writes a submission, which appears under its name when it is complete.
   *
   * @param scores of each image
   * @param file where to; its folder is made if absent, an older file replaced
   * @throws IllegalArgumentException if two images have the same id
   * @throws IOException if the file cannot be written
   */
  public static void write(Map<Path, Double> scores, Path file) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("id", "score"));
    byId(scores.keySet())
        .forEach((id, image) -> rows.add(List.of(CsvText.name(id), scores.get(image).toString())));
    byte[] csv = CsvText.of(rows).getBytes(UTF_8);
    AtomicFile.write(file, out -> out.write(csv));
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
