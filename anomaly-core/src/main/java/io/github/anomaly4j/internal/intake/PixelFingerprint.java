package io.github.anomaly4j.internal.intake;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.github.anomaly4j.image.Image;

/** Tells images apart by size and pixels, however their files are compressed. */
public final class PixelFingerprint {
  private PixelFingerprint() {}

  /** 16 hexadecimal digits, the same for equal images; two others share them by no chance. */
  public static String of(Image image) {
    Hasher hasher = Hashing.murmur3_128().newHasher().putInt(image.width()).putInt(image.height());
    for (float value : image.toArray()) {
      hasher.putFloat(value);
    }
    return hasher.hash().toString().substring(0, 16);
  }
}
