package io.github.anomaly4j.metric;

/** The 8-connected regions of a mask, numbered from 0 in the order of their first pixel. */
final class Regions {

  private final int[] labels;
  private final int count;

  private Regions(int[] labels, int count) {
    this.labels = labels;
    this.count = count;
  }

  static Regions of(int width, int height, boolean[] mask) {
    // 0 is "none", so that a fresh array needs no filling; regions count from 1 in here.
    int[] labels = new int[mask.length];
    int[] pending = new int[mask.length];
    int count = 0;
    for (int start = 0; start < mask.length; start++) {
      if (!mask[start] || labels[start] != 0) {
        continue;
      }
      count++;
      labels[start] = count;
      pending[0] = start;
      int size = 1;
      while (size > 0) {
        int pixel = pending[--size];
        int x = pixel % width;
        int y = pixel / width;
        for (int ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
          for (int nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
            int next = ny * width + nx;
            if (mask[next] && labels[next] == 0) {
              labels[next] = count;
              pending[size++] = next;
            }
          }
        }
      }
    }
    return new Regions(labels, count);
  }

  int count() {
    return count;
  }

  /** The region of a defective pixel; -1 for any other. */
  int at(int pixel) {
    return labels[pixel] - 1;
  }
}
