package io.github.anomaly4j;

import io.github.anomaly4j.config.Features;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.network.UNet;
import io.github.anomaly4j.internal.network.train.EpochNetworks;
import io.github.anomaly4j.internal.probe.NetworkProbe;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.nd4j.common.config.ND4JClassLoading;

/** A process that uses the library for the first time, in one way or another. */
public final class EntryPoint implements Callable<String> {
  private final String way;
  private final Path folder;

  /**
   * @param way and a folder, apart by a colon; files made by one way are there for the next
   */
  public EntryPoint(String way) {
    this.way = way.substring(0, way.indexOf(':'));
    this.folder = Path.of(way.substring(way.indexOf(':') + 1));
  }

  /** The result; "done" if it is not a number. */
  @Override
  public String call() throws IOException {
    Image disc = DrawnParts.draw(DrawnParts.DISC, 900);
    switch (way) {
      case "train" -> {
        ImageSet parts = DrawnParts.write(Files.createDirectories(folder.resolve("parts")), 8);
        try (AnomalyDetector detector =
            DrawnParts.builder()
                .epochs(1)
                .features(Features.BOTH)
                .restoration()
                .keepEpochs(folder.resolve("epochs"))
                .train(parts)) {
          detector.save(folder.resolve("parts.anomaly"));
          return "score " + detector.explain(disc).score();
        }
      }
      case "chosen" -> {
        // By an application that uses ND4J itself.
        ClassLoader own = new URLClassLoader(new URL[0], EntryPoint.class.getClassLoader());
        ND4JClassLoading.setNd4jClassloader(own);
        return UNet.backend() + " " + (ND4JClassLoading.getNd4jClassloader() == own);
      }
      case "backend" -> {
        return UNet.backend();
      }
      case "detect", "explain" -> {
        try (AnomalyDetector detector = AnomalyDetector.load(folder.resolve("parts.anomaly"))) {
          Detection detection =
              way.equals("detect") ? detector.detect(disc) : detector.explain(disc);
          return "score " + detection.score();
        }
      }
      case "probe" -> {
        Path epoch = EpochNetworks.list(folder.resolve("epochs")).get(0);
        try (NetworkProbe probe = NetworkProbe.load(epoch)) {
          return "done " + probe.restore(disc).width();
        }
      }
      default -> throw new IllegalArgumentException(way);
    }
  }
}
