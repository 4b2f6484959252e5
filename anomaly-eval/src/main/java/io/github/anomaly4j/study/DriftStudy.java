package io.github.anomaly4j.study;

import com.google.common.math.Quantiles;
import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.Detection;
import io.github.anomaly4j.DriftMonitor;
import io.github.anomaly4j.DriftMonitor.Drift;
import io.github.anomaly4j.DriftMonitor.Measure;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.random.RandomStreams;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/**
 * Simulated streams of normal images: how often a {@link DriftMonitor} raises an alarm while
 * nothing changes, and after how many images it names 10 % less light. Images are drawn with
 * replacement, and each as one of its true category.
 *
 * @param unchanged the streams of all products in which nothing changes
 * @param together streams of all products that get darker
 * @param alone by product, streams of it alone that get darker
 */
public record DriftStudy(Unchanged unchanged, Darker together, Map<String, Darker> alone) {
  /** Within how many darker images the change should be named. */
  public static final int SOON = 50;

  /** Images before it gets darker. */
  private static final int BEFORE = 200;

  private static final int LONGEST = 500;

  /**
   * Streams in which nothing changes.
   *
   * @param streams how many
   * @param draws images of each
   * @param rate the stated probability of an alarm in a stream, however long
   * @param alarmed in how many streams there was an alarm
   * @param alarms the alarms of all streams; one stream may have several
   */
  public record Unchanged(int streams, int draws, double rate, int alarmed, List<Drift> alarms) {
    /** Copies the list. */
    public Unchanged {
      alarms = List.copyOf(alarms);
    }
  }

  /**
   * Streams that get darker after {@value #BEFORE} images.
   *
   * @param images after how many darker images each stream was told to be, without those that were
   *     too early; {@value #LONGEST} + 1 for one that was not
   * @param early streams that were told to be darker before they were
   */
  public record Darker(List<Integer> images, int early) {
    /** Copies the list. */
    public Darker {
      images = List.copyOf(images);
    }

    /** In how many streams it was named soon. */
    public long soon() {
      return images.stream().filter(count -> count <= SOON).count();
    }

    /** The number of streams. */
    public int streams() {
      return images.size() + early;
    }

    /** The median number of images; NaN if all streams were told too early. */
    public double median() {
      return images.isEmpty() ? Double.NaN : Quantiles.median().compute(images);
    }

    /** The largest number of images. */
    public int most() {
      return images.stream().mapToInt(Integer::intValue).max().orElse(0);
    }
  }

  /** The detections of one image. */
  private record Part(Detection.Summary usual, Detection.Summary darker) {}

  /** Copies the map. */
  public DriftStudy {
    alone = Map.copyOf(alone);
  }

  /**
   * Simulates. Blocks.
   *
   * @param detector stays open
   * @param set whose normal images are drawn, of any split: test images, which may differ from
   *     those of the training in truth, or the training's own, which cannot
   * @param streams how many of each kind, at least 1
   * @param draws images of a stream in which nothing changes, at least 1
   * @param rate the false-alarm rate of the monitors, in (0, 1)
   * @param progress gets the number of images that were scored so far
   * @throws IllegalArgumentException if there are no normal images, or of a category that the
   *     detector does not know
   * @throws IOException if an image cannot be read
   */
  public static DriftStudy of(
      AnomalyDetector detector,
      ImageSet set,
      int streams,
      int draws,
      double rate,
      IntConsumer progress)
      throws IOException {
    Map<String, List<Part>> parts = parts(detector, set, progress);
    List<Part> all = parts.values().stream().flatMap(List::stream).toList();
    List<Drift> alarms = new ArrayList<>();
    int alarmed = 0;
    for (int stream = 0; stream < streams; stream++) {
      RandomGenerator random = RandomStreams.of(1, stream);
      DriftMonitor monitor = DriftMonitor.of(detector, rate);
      for (int i = 0; i < draws; i++) {
        alarms.addAll(monitor.add(draw(all, random).usual()));
      }
      alarmed += monitor.alarms().isEmpty() ? 0 : 1;
    }
    Map<String, Darker> alone = new TreeMap<>();
    parts.forEach((category, own) -> alone.put(category, darker(detector, own, streams, rate)));
    return new DriftStudy(
        new Unchanged(streams, draws, rate, alarmed, alarms),
        darker(detector, all, streams, rate),
        alone);
  }

  private static Map<String, List<Part>> parts(
      AnomalyDetector detector, ImageSet set, IntConsumer progress) throws IOException {
    Map<String, List<Part>> parts = new TreeMap<>();
    int done = 0;
    for (ImageEntry entry : set.entries()) {
      if (!entry.anomalous()) {
        Image image = entry.read(detector.reader());
        parts
            .computeIfAbsent(entry.category(), key -> new ArrayList<>())
            .add(
                new Part(
                    summary(detector, entry, image),
                    summary(detector, entry, ImageChange.DARKER.apply(image))));
        progress.accept(++done);
      }
    }
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("there are no normal images to draw from");
    }
    return parts;
  }

  private static Detection.Summary summary(
      AnomalyDetector detector, ImageEntry entry, Image image) {
    return detector.forCategory(entry.category()).detect(image).summary();
  }

  private static Darker darker(
      AnomalyDetector detector, List<Part> parts, int streams, double rate) {
    List<Integer> images = new ArrayList<>();
    int early = 0;
    for (int stream = 0; stream < streams; stream++) {
      RandomGenerator random = RandomStreams.of(2, stream);
      DriftMonitor monitor = DriftMonitor.of(detector, rate);
      boolean told = false;
      for (int i = 0; i < BEFORE; i++) {
        told |= tellsDarker(monitor.add(draw(parts, random).usual()));
      }
      if (told) {
        early++;
        continue;
      }
      int count = 0;
      while (!told && count < LONGEST) {
        count++;
        told = tellsDarker(monitor.add(draw(parts, random).darker()));
      }
      images.add(told ? count : LONGEST + 1);
    }
    return new Darker(images, early);
  }

  private static boolean tellsDarker(List<Drift> told) {
    return told.stream().anyMatch(drift -> drift.measure() == Measure.BRIGHTNESS && drift.lower());
  }

  private static Part draw(List<Part> parts, RandomGenerator random) {
    return parts.get(random.nextInt(parts.size()));
  }
}
