package io.github.anomaly4j.library;

import com.google.common.primitives.Floats;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Exact nearest neighbour by Euclidean distance, in blocks of queries: the candidates are ranked by
 * one matrix product, and all that its rounding may have put first are compared coordinate by
 * coordinate, so that a point of the bank itself is at distance 0. Points of few features are found
 * by a {@link PointTree}. Thread safe.
 */
final class NearestNeighbour implements PatchSearch {
  private static final int BLOCK = 256;

  /** With so few features, a tree leaves out more than a matrix product can make up for. */
  static final int FEW_CHANNELS = 16;

  private final float[] bank;
  private final float[] halfSquares;
  private final float largestHalfSquare;
  private final int channels;
  private final Optional<PointTree> tree;
  private final Optional<INDArray> matrix;

  /**
   * @param bank {@code [points, channels]}, kept, not to be changed
   */
  NearestNeighbour(float[] bank, int channels) {
    this.bank = bank;
    this.channels = channels;
    int points = bank.length / channels;
    this.halfSquares = new float[points];
    for (int i = 0; i < points; i++) {
      double sum = 0;
      for (int c = i * channels; c < (i + 1) * channels; c++) {
        sum += (double) bank[c] * bank[c];
      }
      halfSquares[i] = (float) (sum / 2);
    }
    this.largestHalfSquare = Floats.max(halfSquares);
    boolean few = channels <= FEW_CHANNELS;
    this.tree = few ? Optional.of(new PointTree(bank, channels)) : Optional.empty();
    // Detached, as it must outlive a workspace that the caller may have open.
    this.matrix =
        few
            ? Optional.empty()
            : Optional.of(Nd4j.create(bank, new long[] {points, channels}, 'c').detach());
  }

  @Override
  public Matches nearest(float[] queries, IntPredicate excluded) {
    int count = queries.length / channels;
    Matches matches = new Matches(new int[count], new float[count]);
    if (tree.isPresent()) {
      PointTree.Search search = tree.get().new Search(queries, excluded);
      for (int query = 0; query < count; query++) {
        matches.points()[query] = search.nearest(query);
        matches.distances()[query] = (float) Math.sqrt(search.square());
      }
    } else {
      float[] ranked = halfSquares.clone();
      for (int point = 0; point < ranked.length; point++) {
        ranked[point] = excluded.test(point) ? Float.POSITIVE_INFINITY : ranked[point];
      }
      float[] products = new float[Math.min(BLOCK, count) * ranked.length];
      int[] near = new int[ranked.length];
      for (int start = 0; start < count; start += BLOCK) {
        int end = Math.min(count, start + BLOCK);
        products(matrix.get(), queries, start, end, products);
        for (int query = start; query < end; query++) {
          int row = (query - start) * ranked.length;
          search(queries, query, products, row, ranked, near, matches);
        }
      }
    }
    return matches;
  }

  @Override
  public float[] spacing(int neighbours) {
    int points = halfSquares.length;
    int counted = Math.min(neighbours, points - 1);
    float[] spacing = new float[points];
    for (int from = 0; counted > 0 && from < points; from += BLOCK) {
      int to = Math.min(points, from + BLOCK);
      float[] ranks = ranks(from, to);
      for (int point = from; point < to; point++) {
        int row = (point - from) * points;
        float[] own = Arrays.copyOfRange(ranks, row, row + points);
        own[point] = Float.POSITIVE_INFINITY;
        spacing[point] = meanDistance(point, counted, own, roundingOfRanks(bank, point));
      }
    }
    return spacing;
  }

  /** How near all points are to some of them, in any order-preserving measure. */
  private float[] ranks(int from, int to) {
    int points = halfSquares.length;
    float[] ranks;
    if (matrix.isPresent()) {
      ranks = new float[(to - from) * points];
      products(matrix.get(), bank, from, to, ranks);
      for (int i = 0; i < ranks.length; i++) {
        ranks[i] = halfSquares[i % points] - ranks[i];
      }
    } else {
      ranks = new float[(to - from) * points];
      for (int i = 0; i < ranks.length; i++) {
        ranks[i] = distance(bank, from + i / points, i % points);
      }
    }
    return ranks;
  }

  /** All that rounding may have put among the nearest by rank, compared as exactly as matches. */
  private float meanDistance(int point, int counted, float[] ranks, float rounding) {
    float[] sorted = ranks.clone();
    Arrays.sort(sorted);
    float bound = sorted[counted - 1] + 2 * rounding;
    float[] distances = new float[ranks.length];
    int near = 0;
    for (int other = 0; other < ranks.length; other++) {
      if (ranks[other] <= bound) {
        distances[near++] = distance(bank, point, other);
      }
    }
    Arrays.sort(distances, 0, near);
    double sum = 0;
    for (int i = 0; i < counted; i++) {
      sum += distances[i];
    }
    return (float) (sum / counted);
  }

  /**
   * Writes the products of some queries with all points, {@code [queries, points]}: column by
   * column, as BLAS does, for anything else would be copied once more.
   */
  private void products(INDArray points, float[] queries, int from, int to, float[] products) {
    float[] block = Arrays.copyOfRange(queries, from * channels, to * channels);
    try (INDArray asked = Nd4j.create(block, new long[] {channels, to - from}, 'f');
        INDArray product =
            Nd4j.createUninitialized(
                asked.dataType(), new long[] {halfSquares.length, to - from}, 'f')) {
      points.mmul(asked, product);
      NativeFloats.copy(product, products);
    }
  }

  /**
   * One pass over the ranks: what rounding may have put behind the lowest so far is remembered.
   *
   * @param products with all points, from {@code row} on
   * @param ranked half the square of each point; infinite for those that are passed over
   * @param near room for as many numbers as there are points
   */
  private void search(
      float[] queries,
      int query,
      float[] products,
      int row,
      float[] ranked,
      int[] near,
      Matches matches) {
    float margin = 2 * roundingOfRanks(queries, query);
    float bound = Float.POSITIVE_INFINITY;
    int count = 0;
    for (int i = 0; i < ranked.length; i++) {
      float rank = ranked[i] - products[row + i];
      if (rank <= bound) {
        near[count++] = i;
        bound = Math.min(bound, rank + margin);
      }
    }
    matches.distances()[query] = Float.POSITIVE_INFINITY;
    for (int j = 0; j < count; j++) {
      int i = near[j];
      if (ranked[i] - products[row + i] <= bound) {
        float distance = distance(queries, query, i);
        if (distance < matches.distances()[query]) {
          matches.distances()[query] = distance;
          matches.points()[query] = i;
        }
      }
    }
  }

  /** A bound on a rank's error: one rounding a product or sum, each relative to |q||p| or less. */
  private float roundingOfRanks(float[] queries, int query) {
    float halfSquare = 0;
    for (int c = query * channels; c < (query + 1) * channels; c++) {
      halfSquare += queries[c] * queries[c] / 2;
    }
    return (channels + 4) * 0x1p-24f * (halfSquare + largestHalfSquare);
  }

  private float distance(float[] queries, int query, int point) {
    return Distance.between(queries, query * channels, bank, point * channels, channels);
  }

  @Override
  public void close() {
    matrix.ifPresent(INDArray::close);
  }
}
