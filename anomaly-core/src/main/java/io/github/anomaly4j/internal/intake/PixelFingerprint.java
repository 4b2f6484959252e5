package io.github.anomaly4j.internal.intake;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.github.anomaly4j.image.Image;

/**
 * A fingerprint of an image's size and pixels, which does not depend on the compression of its
 * file.
 */
public final class PixelFingerprint {
  private PixelFingerprint() {}

  /** 16 hexadecimal digits: the same for equal images, and practically never for different ones. */
  public static String of(Image image) {
    Hasher hasher = Hashing.murmur3_128().newHasher().putInt(image.width()).putInt(image.height());
    for (float value : image.toArray()) {
      hasher.putFloat(value);
    }
    return hasher.hash().toString().substring(0, 16);
  }
}
