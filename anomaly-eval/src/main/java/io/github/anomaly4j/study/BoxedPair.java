package io.github.anomaly4j.study;

import io.github.anomaly4j.image.ImageException;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * An image, its reference, and the boxes of its defects, as DeepPCB has them (Tang et al. 2019).
 *
 * @param image what the camera sees
 * @param reference what it should see
 * @param boxes of the defects, in pixels; right and lower edges are outside
 */
public record BoxedPair(Path image, Path reference, List<Rectangle> boxes) {
  private static final String BOXES = "_boxes.txt";

  /** Keeps a copy. */
  public BoxedPair {
    boxes = List.copyOf(boxes);
  }

  /**
   * The pairs of a folder, sorted by name: for each {@code NAME_boxes.txt}, with a line {@code x1
   * y1 x2 y2 ...} for each defect, the images {@code NAME_test} and {@code NAME_reference} with one
   * ending, such as .png.
   *
   * @throws NoSuchFileException if there are none, or an image is missing
   * @throws IOException if a file cannot be read or is not such a list
   */
  public static List<BoxedPair> in(Path folder) throws IOException {
    List<Path> lists;
    try (Stream<Path> files = Files.list(folder)) {
      lists = files.filter(file -> file.toString().endsWith(BOXES)).sorted().toList();
    }
    if (lists.isEmpty()) {
      throw new NoSuchFileException(folder.toString(), null, "no file is named NAME" + BOXES);
    }
    List<BoxedPair> pairs = new ArrayList<>();
    for (Path list : lists) {
      String file = list.getFileName().toString();
      String name = file.substring(0, file.length() - BOXES.length());
      pairs.add(
          new BoxedPair(
              image(folder, name + "_test"), image(folder, name + "_reference"), read(list)));
    }
    return pairs;
  }

  private static Path image(Path folder, String name) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(name + "."))
          .findFirst()
          .orElseThrow(
              () -> new NoSuchFileException(folder.resolve(name).toString(), null, "no image"));
    }
  }

  private static List<Rectangle> read(Path list) throws IOException {
    List<Rectangle> boxes = new ArrayList<>();
    for (String line : Files.readAllLines(list)) {
      if (line.isBlank()) {
        continue;
      }
      String[] words = line.strip().split("[\\s,]+");
      try {
        int x = Integer.parseInt(words[0]);
        int y = Integer.parseInt(words[1]);
        boxes.add(
            new Rectangle(x, y, Integer.parseInt(words[2]) - x, Integer.parseInt(words[3]) - y));
      } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
        throw new ImageException(
            list,
            String.format(Locale.ROOT, "a line is '%s'", line),
            "x1 y1 x2 y2 in pixels",
            "correct it");
      }
    }
    return boxes;
  }
}
