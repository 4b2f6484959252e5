package io.github.anomaly4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import io.github.anomaly4j.data.Content;
import io.github.anomaly4j.data.Framed;
import io.github.anomaly4j.data.Letterbox;
import io.github.anomaly4j.image.Picture;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Framed pictures by category, kept as bytes: a quarter of the floats' memory, 192 KiB for 256 x
 * 256 pixels. Not thread safe while pictures are added, thread safe afterwards.
 */
public final class PictureStore {

  /** One stored picture. */
  private record Stored(byte[] pixels, int width, int height, Content content) {}

  private final List<String> categoryOf = new ArrayList<>();
  private final List<Stored> pictures = new ArrayList<>();

  /** Keeps a picture, rounded to 8 bits. */
  public void add(String category, Framed picture) {
    byte[] bytes = new byte[picture.pixels().length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(picture.pixels()[i] * 255);
    }
    categoryOf.add(category);
    pictures.add(new Stored(bytes, picture.width(), picture.height(), picture.content()));
  }

  /** The numbers of the pictures of each category, categories in order of first appearance. */
  List<ImmutableList<Integer>> byCategory() {
    ImmutableListMultimap.Builder<String, Integer> groups = ImmutableListMultimap.builder();
    for (int i = 0; i < categoryOf.size(); i++) {
      groups.put(categoryOf.get(i), i);
    }
    return groups.build().asMap().values().stream()
        .map(numbers -> ImmutableList.copyOf(numbers))
        .toList();
  }

  /** The frame of its pictures, of which there is one at least. */
  Letterbox frame() {
    Stored first = pictures.get(0);
    return new Letterbox(first.width(), first.height());
  }

  int size() {
    return pictures.size();
  }

  /** A square crop, anywhere that its centre lies in the picture rather than in its margins. */
  Picture crop(int number, int size, RandomGenerator random) {
    Stored picture = pictures.get(number);
    Content content = picture.content();
    int x = start(content.x(), content.width(), picture.width(), size, random);
    int y = start(content.y(), content.height(), picture.height(), size, random);
    return crop(picture, x, y, size);
  }

  private static int start(int from, int length, int limit, int size, RandomGenerator random) {
    int centre = from + random.nextInt(length);
    return Math.max(0, Math.min(limit - size, centre - size / 2));
  }

  private static Picture crop(Stored picture, int left, int top, int size) {
    float[] values = new float[3 * size * size];
    int to = 0;
    for (int channel = 0; channel < 3; channel++) {
      for (int y = top; y < top + size; y++) {
        int from = (channel * picture.height() + y) * picture.width() + left;
        for (int x = 0; x < size; x++) {
          values[to++] = (picture.pixels()[from + x] & 0xff) / 255f;
        }
      }
    }
    return Picture.of(size, size, values);
  }
}
