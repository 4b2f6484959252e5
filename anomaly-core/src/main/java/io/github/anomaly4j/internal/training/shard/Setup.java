package io.github.anomaly4j.internal.training.shard;

import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.internal.area.InspectedArea;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.detector.DetectorConfig;
import io.github.anomaly4j.internal.detector.SharedNetworks;
import io.github.anomaly4j.internal.evidence.EvidenceContext;
import io.github.anomaly4j.internal.intake.ImageIntake;
import io.github.anomaly4j.internal.training.image.ImageSite.Setting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What every machine needs for a training: its settings and networks.
 *
 * @param evidence made with the networks
 * @param networks closed with this
 */
record Setup(Setting setting, EvidenceContext evidence, SharedNetworks networks)
    implements AutoCloseable {
  private static final String NETWORKS = "networks";
  private static final String AREA = "area/";

  private record Content(
      DetectorConfig config, ImageIntake intake, DecodeLimits limits, List<Area> areas) {}

  private record Area(String category, InspectedArea.Content content) {}

  byte[] bytes() {
    Tensors.Builder tensors = Tensors.builder().folder(NETWORKS, networks.tensors());
    List<Area> areas = new ArrayList<>();
    new TreeMap<>(setting.areas())
        .forEach(
            (category, area) -> {
              tensors.bytes(AREA + areas.size(), area.packed());
              areas.add(new Area(category, area.content()));
            });
    return new Packet<>(
            new Content(setting.config(), setting.intake(), setting.limits(), areas),
            tensors.build())
        .bytes();
  }

  /** The caller closes it. */
  static Setup read(byte[] bytes) throws IOException {
    Packet<Content> read = Packet.read(bytes, Content.class);
    Map<String, InspectedArea> areas = new TreeMap<>();
    for (Area area : read.content().areas()) {
      areas.put(
          area.category(),
          InspectedArea.of(area.content(), read.tensors().bytes(AREA + areas.size())));
    }
    Content content = read.content();
    SharedNetworks networks = SharedNetworks.of(content.config(), read.tensors().folder(NETWORKS));
    return new Setup(
        new Setting(content.config(), content.intake(), content.limits(), areas),
        networks.context(content.config()),
        networks);
  }

  @Override
  public void close() {
    networks.close();
  }
}
