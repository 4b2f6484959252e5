package io.github.anomaly4j.internal.intake;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.github.anomaly4j.image.Image;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * A fingerprint of an image's size and pixels, which does not depend on the compression of its
 * file.
 */
public final class PixelFingerprint {
  /** How many values are hashed at once: one after the other is several times as slow. */
  private static final int BLOCK = 1024;

  private PixelFingerprint() {}

  /** The fingerprint that {@link ByRows} gives an image that is in memory. */
  public static String byRows(Image image) {
    ByRows rows = new ByRows(image.width(), image.height());
    rows.add(image);
    return rows.digits();
  }

  /** The fingerprint of a large image, whose rows are read one after the other. */
  public static final class ByRows {
    private final Hasher hasher;

    /** Of an image of the given size, none of whose rows is read yet. */
    public ByRows(int width, int height) {
      hasher = Hashing.murmur3_128().newHasher().putInt(height).putInt(width);
    }

    /** Adds the next rows. */
    public void add(Image rows) {
      float[] values = rows.toArray();
      int plane = rows.width() * rows.height();
      for (int i = 0; i < plane; i++) {
        for (int channel = 0; channel < Image.CHANNELS; channel++) {
          hasher.putFloat(values[channel * plane + i]);
        }
      }
    }

    /** 16 hexadecimal digits, once all rows are added; not those of {@link PixelFingerprint#of}. */
    public String digits() {
      return hasher.hash().toString().substring(0, 16);
    }
  }

  /** 16 hexadecimal digits: the same for equal images, and practically never for different ones. */
  public static String of(Image image) {
    Hasher hasher = Hashing.murmur3_128().newHasher().putInt(image.width()).putInt(image.height());
    float[] values = image.toArray();
    byte[] bytes = new byte[BLOCK * Float.BYTES];
    FloatBuffer block = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    for (int from = 0; from < values.length; from += BLOCK) {
      int count = Math.min(BLOCK, values.length - from);
      block.clear().put(values, from, count);
      hasher.putBytes(bytes, 0, count * Float.BYTES);
    }
    return hasher.hash().toString().substring(0, 16);
  }
}
