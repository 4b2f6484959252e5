package io.github.anomaly4j;

import com.google.common.collect.ImmutableMap;
import io.github.anomaly4j.progress.EpochReport;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Where a detector comes from; saved with it.
 *
 * @param libraryVersion of Anomaly4J that trained it
 * @param runtime Java, operating system, processors, ND4J and its backend, as training ran on them
 * @param seed of every random draw
 * @param dataFingerprint SHA-256 over the sorted list of the images' categories, names and SHA-256:
 *     equal for equal images, with any seed; images that are no files count by their pixels
 * @param images how many images of each category were used
 * @param fingerprints of the pixels of every image that was learned, sorted; empty for a detector
 *     of an older build
 * @param skipped images that could not be read and that the caller asked to skip
 * @param networks how each network was trained: one for all categories, or one for each
 * @param warnings the warnings of the training
 * @param changes changes after training, in order: thresholds, images added
 * @param trainSeconds wall-clock seconds of the whole training, from reading to thresholds; of the
 *     last run if it was resumed
 * @param peakMemoryBytes highest resident memory of the process until training ended, including
 *     native memory; on systems other than Linux only the size of Java's heap at that time
 */
public record Provenance(
    String libraryVersion,
    String runtime,
    long seed,
    String dataFingerprint,
    Map<String, ImageCount> images,
    List<String> fingerprints,
    List<String> skipped,
    List<NetworkTraining> networks,
    List<String> warnings,
    List<String> changes,
    double trainSeconds,
    long peakMemoryBytes) {

  /**
   * The use of a category's normal images.
   *
   * @param learned how many the network learned from
   * @param heldOut how many it was validated on; memory banks, calibration and thresholds use both
   */
  public record ImageCount(int learned, int heldOut) {}

  /**
   * How a network was trained.
   *
   * @param categories that it serves
   * @param curve every epoch
   */
  public record NetworkTraining(List<String> categories, List<EpochReport> curve) {
    public NetworkTraining {
      categories = List.copyOf(categories);
      curve = List.copyOf(curve);
    }
  }

  public Provenance {
    images = ImmutableMap.copyOf(images);
    fingerprints = fingerprints == null ? List.of() : List.copyOf(fingerprints);
    skipped = List.copyOf(skipped);
    networks = List.copyOf(networks);
    warnings = List.copyOf(warnings);
    changes = List.copyOf(changes);
  }

  /** Epochs of all networks together. */
  public int epochs() {
    return networks.stream().mapToInt(network -> network.curve().size()).sum();
  }

  public Provenance withChange(String change) {
    return new Provenance(
        libraryVersion,
        runtime,
        seed,
        dataFingerprint,
        images,
        fingerprints,
        skipped,
        networks,
        warnings,
        Stream.concat(changes.stream(), Stream.of(change)).toList(),
        trainSeconds,
        peakMemoryBytes);
  }
}
