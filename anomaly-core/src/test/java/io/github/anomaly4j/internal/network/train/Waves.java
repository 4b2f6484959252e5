package io.github.anomaly4j.internal.network.train;

import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.grid.Letterbox;
import java.util.Random;

/** Waves of any direction, from dark to bright: images that differ from each other. */
final class Waves {

  private Waves() {}

  static ImageStore store(int count, long seed) {
    Random random = new Random(seed);
    ImageStore store = new ImageStore();
    for (int image = 0; image < count; image++) {
      double brightness = 0.2 + 0.6 * random.nextDouble();
      double across = random.nextDouble();
      double down = random.nextDouble();
      float[] rgb = new float[3 * 48 * 48];
      for (int i = 0; i < rgb.length; i++) {
        double wave = Math.sin(across * (i % 48) + down * (i / 48 % 48));
        rgb[i] = (float) (brightness + 0.15 * wave + 0.02 * random.nextDouble());
      }
      store.add(image % 2 == 0 ? "a" : "b", new Letterbox(48, 48).fit(Image.of(48, 48, rgb)));
    }
    return store;
  }
}
