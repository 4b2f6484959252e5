package io.github.anomaly4j.fuzz;

import com.google.common.primitives.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes the seeds of the image, detector and checkpoint targets again, as for a new version of the
 * format; run it in the folder of this module. They are files, because a target must not use the
 * library before Jazzer has changed its classes: Java 17 ends if a record is changed later.
 */
final class SeedFiles {
  private static final Path TOP = Path.of("src/test/resources/io/github/anomaly4j/fuzz");

  private SeedFiles() {}

  public static void main(String[] arguments) throws IOException {
    write(ImageSeeds.all(), "ImageFuzzTestInputs/an_image_is_read_or_refused");
    write(ImageSeeds.all(), "RegionsFuzzTestInputs/regions_are_read_or_refused");
    List<byte[]> detectors = new ArrayList<>();
    for (byte[] detector : DetectorSeeds.all().toList()) {
      detectors.add(Resealed.shortened(detector));
    }
    write(detectors.stream(), "DetectorFuzzTestInputs/a_detector_is_loaded_or_refused");
    write(CheckpointSeeds.all(), "CheckpointFuzzTestInputs/a_checkpoint_is_continued_or_refused");
  }

  private static void write(Stream<byte[]> seeds, String place) throws IOException {
    Path folder = Files.createDirectories(TOP.resolve(place));
    Set<List<Byte>> seen = new HashSet<>();
    int number = 0;
    for (byte[] seed : seeds.toList()) {
      if (seen.add(Bytes.asList(seed))) {
        Files.write(folder.resolve("seed-%02d".formatted(number++)), seed);
      }
    }
  }
}
