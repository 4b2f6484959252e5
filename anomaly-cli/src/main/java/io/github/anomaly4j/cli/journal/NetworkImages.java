package io.github.anomaly4j.cli.journal;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.diagnosis.ComparisonSheet;
import io.github.anomaly4j.diagnosis.FilmStrip;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.probe.NetworkProbe;
import io.github.anomaly4j.report.ExperimentReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Draws what networks make of images. */
final class NetworkImages {
  private static final int WIDTH = 1040;
  private static final int MAX_CATEGORIES = 4;

  private NetworkImages() {}

  /** Input and reconstruction of a few test images, defective where there are any. */
  static ExperimentReport.Images sheets(
      Workspace workspace, String name, TrainedNetwork network, int epoch) throws IOException {
    List<ExperimentReport.Image> images = new ArrayList<>();
    try (NetworkProbe probe = NetworkProbe.load(network.files().get(epoch))) {
      for (String category : spread(workspace.categories())) {
        Optional<ImageEntry> shown = shown(workspace.test(category, 1));
        if (shown.isPresent()) {
          Image image = Image.read(shown.get().file());
          images.add(
              new ExperimentReport.Image(
                  name + "-" + images.size(),
                  caption(shown.get()),
                  ComparisonSheet.of(image, probe.restore(image)).draw()));
        }
      }
    }
    return new ExperimentReport.Images(images);
  }

  /** A few categories that are not all neighbors by name. */
  private static List<String> spread(List<String> categories) {
    int count = Math.min(MAX_CATEGORIES, categories.size());
    List<String> some = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      some.add(categories.get(i * (categories.size() - 1) / Math.max(1, count - 1)));
    }
    return some;
  }

  private static Optional<ImageEntry> shown(List<ImageEntry> test) {
    return test.stream()
        .filter(ImageEntry::anomalous)
        .findFirst()
        .or(() -> test.stream().findFirst());
  }

  static String caption(ImageEntry entry) {
    return entry.category() + ", " + entry.defect();
  }

  /** A strip for each image, through some epochs. */
  static ExperimentReport.Images strips(
      String name,
      String caption,
      List<ImageEntry> entries,
      TrainedNetwork network,
      List<Integer> epochs)
      throws IOException {
    List<Image> images = new ArrayList<>();
    List<FilmStrip> strips = new ArrayList<>();
    for (ImageEntry entry : entries) {
      images.add(Image.read(entry.file()));
      strips.add(FilmStrip.of(caption(entry), images.get(strips.size())));
    }
    for (int epoch : epochs) {
      try (NetworkProbe probe = NetworkProbe.load(network.files().get(epoch))) {
        for (int i = 0; i < strips.size(); i++) {
          strips.set(i, strips.get(i).with(epoch + 1, probe.restore(images.get(i))));
        }
      }
    }
    return new ExperimentReport.Images(
        List.of(new ExperimentReport.Image(name, caption, FilmStrip.draw(strips, WIDTH))));
  }
}
