package io.github.anomaly4j.internal.network.trunk;

import static com.google.common.base.Preconditions.checkArgument;

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
  /** A trunk that is run in another way needs another kind: its features would differ. */
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
    /** What a training takes for a detector of this frame. */
    static Settings of(Letterbox frame) {
      int longer = Math.max(frame.width(), frame.height());
      int shorter = Math.min(frame.width(), frame.height());
      int eighths =
          Math.max(
              EIGHTHS,
              Math.max(
                  (8 * MIN_SIDE + longer - 1) / longer,
                  (8 * Letterbox.MIN_SIDE + shorter - 1) / shorter));
      return new Settings(frame.width() * eighths / 8, frame.height() * eighths / 8);
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
   * The trunk of this library, for a detector of this frame. The images that it takes have the
   * frame's proportions if its sides are multiples of eight.
   */
  public static BackboneSource ofLibrary(Letterbox frame) {
    return () -> new TrunkBackbone(Settings.of(frame), TrunkWeights.ofLibrary());
  }

  /**
   * The trunk of a saved detector.
   *
   * @param weights not changed
   * @param frame of the detector; if the trunk is all that describes patches, that of the trunk
   * @throws IllegalArgumentException if they are not weights of the trunk, or it takes images of
   *     another size than a training makes it
   */
  public static Backbone of(BackboneFile saved, byte[] weights, Letterbox frame) {
    Settings settings = saved.settings(Settings.class);
    checkArgument(
        settings.equals(Settings.of(frame))
            || settings.equals(new Settings(frame.width(), frame.height())),
        "a trunk for %s x %s pixels in a detector for %s x %s",
        settings.width(),
        settings.height(),
        frame.width(),
        frame.height());
    return new TrunkBackbone(settings, weights);
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
