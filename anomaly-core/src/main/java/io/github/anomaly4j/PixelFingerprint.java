package io.github.anomaly4j;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.github.anomaly4j.image.Picture;

/** Tells pictures apart by size and pixels, however their files are compressed. */
final class PixelFingerprint {
  private PixelFingerprint() {}

  /** 16 hexadecimal digits, the same for equal pictures; two others share them by no chance. */
  static String of(Picture picture) {
    Hasher hasher =
        Hashing.murmur3_128().newHasher().putInt(picture.width()).putInt(picture.height());
    for (float value : picture.toArray()) {
      hasher.putFloat(value);
    }
    return hasher.hash().toString().substring(0, 16);
  }
}
