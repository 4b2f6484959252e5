package io.github.anomaly4j.internal.feature;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.grid.Content;
import io.github.anomaly4j.internal.grid.Framed;
import io.github.anomaly4j.internal.grid.Letterbox;
import io.github.anomaly4j.internal.linalg.ValueRange;
import io.github.anomaly4j.internal.network.UNet;
import io.github.anomaly4j.spi.FeatureException;
import io.github.anomaly4j.spi.FeatureMap;
import java.util.List;

/**
 * The outputs of a network for the image.
 *
 * @param levels of its encoder whose features are kept
 */
public record NetworkPass(UNet network, Letterbox frame, List<String> levels)
    implements ImageFeature<UNet.Output> {
  public NetworkPass {
    levels = List.copyOf(levels);
  }

  @Override
  public UNet.Output of(ImageFeatures image) {
    return run(image.get(new Framing(frame)).pixels(), levels);
  }

  /**
   * A pass for other pixels, such as a restoration.
   *
   * @throws FeatureException if the network makes no numbers of them, or too large ones
   */
  public UNet.Output run(float[] pixels, List<String> asked) {
    UNet.Output made = network.run(pixels, 1, frame.height(), frame.width(), asked);
    check("reconstruction", made.reconstruction());
    if (made.maskLogits() != null) {
      check("mask", made.maskLogits());
    }
    made.features().forEach(NetworkPass::check);
    return made;
  }

  /** A file's network may overflow for some images, though it does not for those of its check. */
  private static void check(String name, FeatureMap map) {
    for (float value : map.values()) {
      if (!(Math.abs(value) <= ValueRange.LARGEST)) {
        throw new FeatureException(
            "the detector's network gives a value of %s in \"%s\", expected numbers of at most %s: load the file that was saved, or train it again"
                .formatted(value, name, ValueRange.LARGEST));
      }
    }
  }

  /** The image in its frame, as the network saw it. */
  public Framed framed(ImageFeatures image) {
    return image.get(new Framing(frame));
  }

  /** The restored image without the frame's margins. */
  public Image restored(ImageFeatures features) {
    Framed framed = framed(features);
    Content content = framed.content();
    float[] restored = features.get(this).reconstruction().values();
    float[] inside = new float[Image.CHANNELS * content.width() * content.height()];
    int to = 0;
    for (int channel = 0; channel < Image.CHANNELS; channel++) {
      for (int y = content.y(); y < content.y() + content.height(); y++) {
        int from = (channel * framed.height() + y) * framed.width() + content.x();
        System.arraycopy(restored, from, inside, to, content.width());
        to += content.width();
      }
    }
    return Image.of(content.width(), content.height(), inside);
  }
}
