package io.github.anomaly4j.internal.jvector;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.internal.random.RandomStreams;
import io.github.anomaly4j.internal.search.Distance;
import io.github.anomaly4j.internal.search.NeighborSearch;
import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.ImmutableGraphIndex;
import io.github.jbellis.jvector.graph.SearchResult.NodeScore;
import io.github.jbellis.jvector.graph.similarity.BuildScoreProvider;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.graph.similarity.ScoreFunction.ApproximateScoreFunction;
import io.github.jbellis.jvector.graph.similarity.ScoreFunction.ExactScoreFunction;
import io.github.jbellis.jvector.graph.similarity.SearchScoreProvider;
import io.github.jbellis.jvector.util.Bits;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Approximate nearest neighbor by a graph whose edges lead from point to nearer point (Vamana with
 * a hierarchy, by JVector; Subramanya et al., "DiskANN", 2019). The graph is built and walked by
 * {@link PrincipalSketch sketches} of the points; the candidates at the end of a walk are compared
 * coordinate by coordinate, so only the choice of the neighbor is approximate, never the distance
 * to it.
 *
 * <p>Points are added one after another in their order, which takes longer than on all cores but
 * gives the same graph for the same bank. Queries run on all cores. Thread safe.
 *
 * <p>Long because the graph, its check against exact search and the search itself share their
 * state.
 */
public final class GraphSearch implements NeighborSearch {
  /** The share of nearest neighbors that a search must find to replace the exact one. */
  static final double RECALL_FLOOR = 0.98;

  private static final Logger LOG = LoggerFactory.getLogger(GraphSearch.class);

  private static final int DEGREE = 24;
  private static final int BUILDING_BEAM = 64;
  private static final float OVERFLOW = 1.2f;
  private static final float ALPHA = 1.2f;
  private static final boolean HIERARCHY = true;
  private static final boolean REFINED = true;

  private static final int NARROWEST_BEAM = 16;
  private static final int WIDEST_BEAM = 512;
  private static final int RECALL_SAMPLE = 512;

  private static final float ROUNDING = 1e-5f;

  /** How many queries one walker of the graph answers. */
  private static final int CHUNK = 16;

  /** The minimum squared distance, so that copies of a point are not infinitely similar. */
  private static final float MIN_SQUARE = 1e-30f;

  private final float[] bank;
  private final int channels;
  private final PrincipalSketch sketch;
  private final float[] sketches;
  private final ImmutableGraphIndex graph;
  private final int beam;

  private GraphSearch(
      float[] bank,
      int channels,
      PrincipalSketch sketch,
      float[] sketches,
      ImmutableGraphIndex graph,
      int beam) {
    this.bank = bank;
    this.channels = channels;
    this.sketch = sketch;
    this.sketches = sketches;
    this.graph = graph;
    this.beam = beam;
  }

  /**
   * Builds a graph and measures how often it finds the nearest of some of the bank's own points,
   * each without itself. The beam, which is the number of candidates that a walk keeps, is doubled
   * until {@link #RECALL_FLOOR} is reached.
   *
   * @param bank {@code [points, channels]}, kept, not to be changed
   * @param exact the exact search of the bank
   * @return the exact search if no beam reaches the floor
   */
  public static NeighborSearch orExact(float[] bank, int channels, NeighborSearch exact) {
    PrincipalSketch sketch = PrincipalSketch.of(bank, channels);
    float[] sketches = sketch.apply(bank);
    ImmutableGraphIndex graph = graph(sketches, sketch.dimensions());
    BitSet asked = sample(bank.length / channels);
    float[] queries = rows(bank, channels, asked);
    float[] distances = exact.nearest(queries, asked::get).distances();
    double recall = 0;
    for (int beam = NARROWEST_BEAM; beam <= WIDEST_BEAM; beam *= 2) {
      GraphSearch search = new GraphSearch(bank, channels, sketch, sketches, graph, beam);
      recall = recall(distances, search.nearest(queries, asked::get).distances());
      if (recall >= RECALL_FLOOR) {
        return search;
      }
    }
    LOG.warn(
        "a graph of {} patches finds {} of the nearest ones: searching exactly",
        bank.length / channels,
        recall);
    return exact;
  }

  /** The constructors that are not deprecated register JVector's settings as JMX beans. */
  @SuppressWarnings("deprecation")
  private static ImmutableGraphIndex graph(float[] sketches, int dimensions) {
    Similarities similarities = new Similarities(sketches, dimensions);
    ForkJoinPool oneThread = new ForkJoinPool(1);
    try (GraphIndexBuilder builder =
        new GraphIndexBuilder(
            similarities,
            dimensions,
            DEGREE,
            BUILDING_BEAM,
            OVERFLOW,
            ALPHA,
            HIERARCHY,
            REFINED,
            oneThread,
            oneThread)) {
      for (int point = 0; point < sketches.length / dimensions; point++) {
        builder.addGraphNode(point, similarities.searchProviderFor(point));
      }
      builder.cleanup();
      return builder.getGraph();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      oneThread.shutdown();
    }
  }

  private static BitSet sample(int points) {
    RandomGenerator random = RandomStreams.of(0);
    BitSet sample = new BitSet();
    while (sample.cardinality() < Math.min(RECALL_SAMPLE, points / 2)) {
      sample.set(random.nextInt(points));
    }
    return sample;
  }

  private static float[] rows(float[] bank, int channels, BitSet points) {
    float[] rows = new float[points.cardinality() * channels];
    int[] numbers = points.stream().toArray();
    for (int i = 0; i < numbers.length; i++) {
      System.arraycopy(bank, numbers[i] * channels, rows, i * channels, channels);
    }
    return rows;
  }

  /**
   * The share of distances that are the smallest possible; another point at the same distance
   * counts as found.
   */
  public static double recall(float[] nearest, float[] distances) {
    return IntStream.range(0, nearest.length)
        .map(i -> distances[i] <= nearest[i] * (1 + ROUNDING) ? 1 : 0)
        .average()
        .orElse(0);
  }

  /** How many candidates a walk of the graph keeps. */
  public int beam() {
    return beam;
  }

  /** Higher is nearer; only the order and, while building, the ratio matter. */
  private static float similarity(float[] a, int i, float[] b, int j, int channels) {
    return 1 / Math.max(MIN_SQUARE, Distance.squared(a, i, b, j, channels));
  }

  /** The similarities that the graph is built from. */
  private record Similarities(float[] points, int dimensions) implements BuildScoreProvider {
    @Override
    public SearchScoreProvider searchProviderFor(int point) {
      int from = point * dimensions;
      ExactScoreFunction similarity =
          other -> similarity(points, from, points, other * dimensions, dimensions);
      return new DefaultSearchScoreProvider(similarity);
    }

    @Override
    public SearchScoreProvider diversityProviderFor(int point) {
      return searchProviderFor(point);
    }

    @Override
    public boolean isExact() {
      return true;
    }

    @Override
    public SearchScoreProvider searchProviderFor(VectorFloat<?> vector) {
      throw new UnsupportedOperationException("points are named by number");
    }

    @Override
    public VectorFloat<?> approximateCentroid() {
      throw new UnsupportedOperationException("points are named by number");
    }
  }

  @Override
  public Matches nearest(float[] queries, IntPredicate excluded) {
    int count = queries.length / channels;
    float[] asked = sketch.apply(queries);
    Bits accepted = point -> !excluded.test(point);
    Matches matches = new Matches(new int[count], new float[count]);
    walk(
        count,
        (walker, query) -> {
          int[] found = candidates(walker, queries, asked, query, 1, accepted);
          int nearest = found.length > 0 ? found[0] : scan(queries, query, excluded);
          matches.points()[query] = nearest;
          matches.distances()[query] = distance(queries, query, nearest);
        });
    return matches;
  }

  @Override
  public float[] spacing(int neighbors) {
    int points = bank.length / channels;
    int counted = Math.min(neighbors, points - 1);
    float[] spacing = new float[points];
    walk(
        points,
        (walker, point) -> {
          int[] found = candidates(walker, bank, sketches, point, counted, other -> other != point);
          spacing[point] =
              (float)
                  Arrays.stream(found)
                      .mapToDouble(neighbor -> distance(bank, point, neighbor))
                      .average()
                      .orElse(0);
        });
    return spacing;
  }

  private interface Walk {
    void run(GraphSearcher walker, int query);
  }

  private void walk(int count, Walk walk) {
    Workers.here()
        .forEach(
            (count + CHUNK - 1) / CHUNK,
            chunk -> {
              try (GraphSearcher walker = new GraphSearcher(graph)) {
                int end = Math.min(count, (chunk + 1) * CHUNK);
                for (int query = chunk * CHUNK; query < end; query++) {
                  walk.run(walker, query);
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  /** The candidates at the end of a walk by sketches, the nearest first. */
  private int[] candidates(
      GraphSearcher walker, float[] queries, float[] asked, int query, int wanted, Bits accepted) {
    int dimensions = sketch.dimensions();
    int from = query * dimensions;
    int place = query * channels;
    ApproximateScoreFunction bySketch =
        point -> similarity(asked, from, sketches, point * dimensions, dimensions);
    ExactScoreFunction byCoordinates =
        point -> similarity(queries, place, bank, point * channels, channels);
    SearchScoreProvider similarities = new DefaultSearchScoreProvider(bySketch, byCoordinates);
    NodeScore[] found =
        walker.search(similarities, wanted, Math.max(beam, wanted), 0, 0, accepted).getNodes();
    return Arrays.stream(found).mapToInt(node -> node.node).toArray();
  }

  /** For a walk that finds only excluded points. */
  private int scan(float[] queries, int query, IntPredicate excluded) {
    int nearest = -1;
    float least = Float.POSITIVE_INFINITY;
    for (int point = 0; point < bank.length / channels; point++) {
      if (!excluded.test(point)) {
        float distance = distance(queries, query, point);
        if (nearest < 0 || distance < least) {
          least = distance;
          nearest = point;
        }
      }
    }
    return nearest;
  }

  private float distance(float[] queries, int query, int point) {
    return Distance.between(queries, query * channels, bank, point * channels, channels);
  }
}
