package io.github.anomaly4j;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.anomaly4j.progress.EpochReport;
import java.util.List;
import java.util.Map;

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
 * @param revisions changes after training, in order
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
    @JsonAlias("changes") List<Revision> revisions,
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

  /**
   * A change after training.
   *
   * @param change what was changed, and by how many images
   * @param time when, to the second (ISO 8601, UTC); empty in files of before it was kept
   * @param parent the {@link DetectorInfo#state()} of the detector that was changed; empty in such
   *     files
   */
  public record Revision(String change, String time, String parent) {
    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    public Revision(
        @JsonProperty("change") String change,
        @JsonProperty("time") String time,
        @JsonProperty("parent") String parent) {
      this.change = requireNonNull(change, "a revision without a change");
      this.time = requireNonNull(time, "a revision without a time");
      this.parent = requireNonNull(parent, "a revision without a parent");
    }

    /** A line of an older file, which says nothing else. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Revision of(String change) {
      return new Revision(change, "", "");
    }
  }

  public Provenance {
    images = ImmutableMap.copyOf(images);
    fingerprints = fingerprints == null ? List.of() : List.copyOf(fingerprints);
    skipped = List.copyOf(skipped);
    networks = List.copyOf(networks);
    warnings = List.copyOf(warnings);
    revisions = List.copyOf(revisions);
  }

  /** Epochs of all networks together. */
  public int epochs() {
    return networks.stream().mapToInt(network -> network.curve().size()).sum();
  }

  /** What was changed after training, in order. */
  public List<String> changes() {
    return revisions.stream().map(Revision::change).toList();
  }

  /** The same with other images, and more warnings. */
  public Provenance withImages(
      Map<String, ImageCount> others, List<String> otherFingerprints, List<String> moreWarnings) {
    return with(
        others,
        otherFingerprints,
        ImmutableList.<String>builder().addAll(warnings).addAll(moreWarnings).build(),
        revisions);
  }

  /** The same with other revisions. */
  public Provenance withRevisions(List<Revision> others) {
    return with(images, fingerprints, warnings, others);
  }

  private Provenance with(
      Map<String, ImageCount> otherImages,
      List<String> otherFingerprints,
      List<String> otherWarnings,
      List<Revision> otherRevisions) {
    return new Provenance(
        libraryVersion,
        runtime,
        seed,
        dataFingerprint,
        otherImages,
        otherFingerprints,
        skipped,
        networks,
        otherWarnings,
        otherRevisions,
        trainSeconds,
        peakMemoryBytes);
  }
}
