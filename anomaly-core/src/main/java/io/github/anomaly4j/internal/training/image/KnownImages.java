package io.github.anomaly4j.internal.training.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.internal.detector.DetectorConfig;
import io.github.anomaly4j.internal.intake.ImageIntake;
import io.github.anomaly4j.internal.intake.ImageTraits;
import io.github.anomaly4j.internal.intake.InputReview;
import io.github.anomaly4j.internal.intake.TakenRange;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What a training knows of the images of all categories together, without their pixels. */
final class KnownImages {
  private final Map<String, ImageTraits> traits = new LinkedHashMap<>();
  private final Map<String, Double> highest = new LinkedHashMap<>();
  private final Map<String, TakenRange> taken = new LinkedHashMap<>();
  private final SortedSet<String> contents = new TreeSet<>();
  private final SortedSet<String> fingerprints = new TreeSet<>();

  /** The first image of each fingerprint, in any category. */
  private final Map<String, ImageEntry> firsts = new HashMap<>();

  /**
   * Takes the range of an image in, also of one that is left out as a copy.
   *
   * @throws IOException if it does not go with that of the images before
   */
  void see(ImageEntry entry, SeenImage.Facts facts) throws IOException {
    TakenRange others = taken.get(entry.category());
    taken.put(
        entry.category(),
        others == null ? facts.taken() : others.and(facts.taken(), entry.category(), facts.name()));
  }

  /**
   * Adds an image.
   *
   * @return the image of another category that has the same pixels, if there is one
   */
  Optional<ImageEntry> add(ImageEntry entry, SeenImage.Facts facts) {
    fingerprints.add(facts.fingerprint());
    contents.add(entry.category() + "/" + entry.file().getFileName() + " " + facts.hash());
    traits.merge(entry.category(), facts.traits(), ImageTraits::and);
    if (facts.highest() != null) {
      highest.merge(entry.category(), facts.highest(), Math::max);
    }
    return Optional.ofNullable(firsts.putIfAbsent(facts.fingerprint(), entry));
  }

  /**
   * How images come in, with what was learned from these.
   *
   * @param before as they came in
   * @param review is told what must be told
   */
  ImageIntake intake(DetectorConfig config, ImageIntake before, InputReview review)
      throws IOException {
    ImageIntake intake =
        before.and(traits).withDeepRange(review.range(before, highest)).withTaken(taken);
    taken.forEach((name, range) -> review.cutOff(name, range, intake, highest.get(name)));
    traits.forEach((name, own) -> review.mixed(name, sized(config, own), shrunk(config, own)));
    return intake;
  }

  /** Tiles have one scale, whatever the sizes of the images are. */
  private static ImageTraits sized(DetectorConfig config, ImageTraits own) {
    return config.tiles() == null ? own : own.sized(own.maxWidth(), own.maxHeight());
  }

  /** How many times smaller than the largest image the scored image is. */
  private static double shrunk(DetectorConfig config, ImageTraits own) {
    if (config.tiles() != null) {
      return config.tiles().timesSmaller(config.frame());
    }
    return Math.max(
        (double) own.maxWidth() / config.imageWidth(),
        (double) own.maxHeight() / config.imageHeight());
  }

  /** SHA-256 over the sorted list of categories, names and SHA-256 of the images. */
  String fingerprint() {
    return Hashing.sha256().hashString(String.join("\n", contents), UTF_8).toString();
  }

  /** Fingerprints of the pixels of all images, sorted. */
  List<String> fingerprints() {
    return List.copyOf(fingerprints);
  }
}
