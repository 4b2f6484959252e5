package io.github.anomaly4j.internal.server.review;

import io.github.anomaly4j.data.ImageContent;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.data.Split;
import io.github.anomaly4j.internal.server.store.Inspection;
import io.github.anomaly4j.internal.server.store.Inspections;
import io.github.anomaly4j.internal.server.store.Label;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What can be learned of labeled inspections.
 *
 * @param normal false alarms, for {@code withNormal}
 * @param defects confirmed and missed ones, for {@code withDefects}, of products with enough
 * @param learned the labels of both by the ids of their inspections
 * @param left why others are left out, a sentence for each
 */
record Lessons(
    List<ImageEntry> normal,
    List<ImageEntry> defects,
    Map<Long, String> learned,
    List<String> left) {

  /** Fewer defects of a product teach nothing, says the library. */
  private static final int FEWEST_DEFECTS = 5;

  private static final String DEFECT = "labeled";

  static Lessons of(List<Inspection> labeled, Inspections inspections, @Nullable ImageSet training)
      throws IOException {
    List<ImageEntry> normal = new ArrayList<>();
    List<ImageEntry> defects = new ArrayList<>();
    Map<Long, String> learned = new TreeMap<>();
    List<String> left = new ArrayList<>();
    Map<String, List<Inspection>> byProduct = new TreeMap<>();
    for (Inspection each : labeled) {
      Label label = each.label();
      if (label == null) {
        continue;
      }
      if (label.showsNormal()) {
        if (!inspections.kept(each.imageHash())) {
          left.add("the image of inspection " + each.id() + " is no longer kept");
          continue;
        }
        normal.add(
            ImageEntry.normal(name(each), each.finding().product(), content(each, inspections)));
        learned.put(each.id(), label.name());
      } else if (label.showsDefect(each.finding().verdict())) {
        byProduct.computeIfAbsent(each.finding().product(), own -> new ArrayList<>()).add(each);
      }
    }
    for (Map.Entry<String, List<Inspection>> own : byProduct.entrySet()) {
      String product = own.getKey();
      List<Inspection> found = own.getValue();
      if (training == null) {
        left.add(
            "%d defects of %s teach nothing, since the station was not told where the training"
                    .formatted(found.size(), product)
                + " images are (--training)");
      } else if (found.size() < FEWEST_DEFECTS) {
        left.add(
            "%d defects of %s teach nothing yet: at least %d are needed"
                .formatted(found.size(), product, FEWEST_DEFECTS));
      } else {
        for (Inspection each : found) {
          if (inspections.kept(each.imageHash())) {
            defects.add(
                new ImageEntry(
                    Path.of(name(each)),
                    product,
                    Split.TEST,
                    DEFECT,
                    Optional.empty(),
                    Optional.of(content(each, inspections))));
            learned.put(each.id(), String.valueOf(each.label()));
          }
        }
      }
    }
    return new Lessons(normal, defects, learned, left);
  }

  /** Read when it is learned from: who only asks what would be learned waits for no image. */
  private static ImageContent content(Inspection inspection, Inspections inspections) {
    return ImageContent.streams(() -> inspections.open(inspection.imageHash()));
  }

  private static String name(Inspection inspection) {
    return "inspection " + inspection.id();
  }

  boolean empty() {
    return normal.isEmpty() && defects.isEmpty();
  }

  /** What a version that learns them has for its change. */
  String summary() {
    return "learned %d false alarms and %d defects".formatted(normal.size(), defects.size());
  }
}
