package io.github.anomaly4j.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.io.Files;
import io.github.anomaly4j.artifact.AtomicFile;
import io.github.anomaly4j.data.NaturalOrder;
import io.github.anomaly4j.data.PlainText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The scores of unlabelled pictures as competitions take them: a CSV file {@code id,score}, UTF-8,
 * one line a picture, in {@linkplain NaturalOrder natural order}. The id is the name of the
 * picture's file without its extension; what a spreadsheet would take for a formula gets an
 * apostrophe before it, numbers do not.
 */
public final class Submission {

  private Submission() {}

  /**
   * Refuses pictures that share an id, before a work that takes long.
   *
   * @throws IllegalArgumentException if two have the same id
   */
  public static void check(Collection<Path> pictures) {
    byId(pictures);
  }

  /**
   * Writes a submission beside its place and moves it there when complete.
   *
   * @param scores of each picture
   * @param file where to; its folder is made if absent, an older file replaced
   * @throws IllegalArgumentException if two pictures have the same id
   * @throws IOException if the file cannot be written
   */
  public static void write(Map<Path, Double> scores, Path file) throws IOException {
    StringBuilder csv = new StringBuilder();
    CsvScores.line(csv, List.of("id", "score"));
    byId(scores.keySet())
        .forEach(
            (id, picture) ->
                CsvScores.line(csv, List.of(CsvScores.name(id), scores.get(picture).toString())));
    AtomicFile.write(file, out -> out.write(csv.toString().getBytes(UTF_8)));
  }

  private static Map<String, Path> byId(Collection<Path> pictures) {
    Map<String, Path> byId = new TreeMap<>(NaturalOrder.NAMES);
    for (Path picture : pictures) {
      String id = Files.getNameWithoutExtension(PlainText.path(picture));
      Path other = byId.put(id, picture);
      if (other != null) {
        throw new IllegalArgumentException(
            "%s and %s have the same id in a submission, %s; an id is a name without extension:"
                    .formatted(other, picture, id)
                + " rename one or leave it out");
      }
    }
    return byId;
  }
}
