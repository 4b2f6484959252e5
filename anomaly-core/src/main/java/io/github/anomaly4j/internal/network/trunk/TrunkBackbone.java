package io.github.anomaly4j.internal.network.trunk;

import com.google.common.hash.Hashing;
import io.github.anomaly4j.internal.grid.Letterbox;
import io.github.anomaly4j.spi.Backbone;
import io.github.anomaly4j.spi.BackboneFile;
import io.github.anomaly4j.spi.BackboneSource;
import io.github.anomaly4j.spi.FeatureMap;
import io.github.anomaly4j.spi.Grid;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The trunk as a backbone: the default, if the caller brings none. It was trained on drawn images
 * alone. A saved detector holds its weights, so that it gives the same scores with a later version
 * of the library; they are numbers that this class computes with, and no program.
 */
public final class TrunkBackbone implements Backbone {
  public static final String KIND = "trunk";

  /**
   * It takes images a little smaller than the detector's frame, which saves a quarter of the time.
   */
  private static final int EIGHTHS = 7;

  /** The longer side is at least this: in smaller images it recognizes less. */
  private static final int MIN_SIDE = 224;

  private final Settings settings;
  private final byte[] weights;
  private final BackboneFile file;
  private final Trunk trunk;

  /**
   * What a saved detector keeps.
   *
   * @param width of the images that it takes, in pixels
   * @param height of the images that it takes, in pixels
   */
  record Settings(int width, int height) {
    Settings {
      Letterbox unused = new Letterbox(width, height);
    }
  }

  private TrunkBackbone(Settings settings, byte[] weights) {
    this.settings = settings;
    this.weights = weights;
    this.file =
        BackboneFile.of(
            KIND,
            Path.of(TrunkWeights.NAME),
            weights.length,
            Hashing.sha256().hashBytes(weights).toString(),
            settings);
    this.trunk = new Trunk(TrunkWeights.decode(weights));
  }

  /**
   * The trunk of this library, for a detector of this frame.
   *
   * @param frame of sides that are multiples of eight
   */
  public static BackboneSource ofLibrary(Letterbox frame) {
    int longer = Math.max(frame.width(), frame.height());
    int eighths = Math.max(EIGHTHS, (8 * MIN_SIDE + longer - 1) / longer);
    return () ->
        new TrunkBackbone(
            new Settings(frame.width() * eighths / 8, frame.height() * eighths / 8),
            TrunkWeights.ofLibrary());
  }

  /**
   * The trunk of a saved detector.
   *
   * @param weights not changed
   * @throws IllegalArgumentException if they are not weights of the trunk
   */
  public static Backbone of(BackboneFile saved, byte[] weights) {
    return new TrunkBackbone(saved.settings(Settings.class), weights);
  }

  @Override
  public int width() {
    return settings.width();
  }

  @Override
  public int height() {
    return settings.height();
  }

  @Override
  public Map<String, FeatureMap> run(float[] pixels) {
    return trunk.run(pixels, height(), width());
  }

  @Override
  public Grid grid(String layer, FeatureMap map) {
    double step = TrunkLayers.step(layer);
    return new Grid(
            new Grid.Axis(map.height(), 0, step / height()),
            new Grid.Axis(map.width(), 0, step / width()))
        .centered();
  }

  @Override
  public BackboneFile file() {
    return file;
  }

  @Override
  public Optional<byte[]> embedded() {
    return Optional.of(weights);
  }

  @Override
  public void close() {
    trunk.close();
  }
}
