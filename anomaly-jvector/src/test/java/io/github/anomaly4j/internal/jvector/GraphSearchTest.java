package io.github.anomaly4j.internal.jvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.internal.search.NeighborSearch;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class GraphSearchTest {
  private static final int CHANNELS = 96;
  private static final int LATENT = 12;
  private static final int CLUSTERS = 40;
  private static final int POINTS = 4000;
  private static final int QUERIES = 500;

  private final Random random = new Random(1);
  private final float[] centers = gaussian(CLUSTERS * LATENT);
  private final float[] map = gaussian(LATENT * CHANNELS);
  private final float[] bank = clustered(POINTS);
  private final float[] queries = clustered(QUERIES);

  @Test
  void on_clustered_data_it_finds_the_nearest_as_often_as_it_promises() {
    NeighborSearch graph = graph(bank, CHANNELS);
    assertThat(graph).isInstanceOf(GraphSearch.class);
    NeighborSearch exact = NeighborSearch.exact(bank, CHANNELS);
    float[] nearest = exact.nearest(queries).distances();
    assertThat(GraphSearch.recall(nearest, graph.nearest(queries).distances()))
        .isGreaterThanOrEqualTo(GraphSearch.RECALL_FLOOR - 0.02);
  }

  @Test
  void the_distance_is_exactly_that_to_the_point_found() {
    NeighborSearch.Matches found = graph(bank, CHANNELS).nearest(queries);
    for (int query = 0; query < QUERIES; query++) {
      double sum = 0;
      for (int c = 0; c < CHANNELS; c++) {
        double difference =
            (double) queries[query * CHANNELS + c] - bank[found.points()[query] * CHANNELS + c];
        sum += difference * difference;
      }
      assertThat(found.distances()[query]).isEqualTo((float) Math.sqrt(sum));
    }
  }

  @Test
  void a_point_of_the_bank_is_at_distance_zero() {
    float[] distances = graph(bank, CHANNELS).nearest(bank).distances();
    assertThat(GraphSearch.recall(new float[POINTS], distances)).isGreaterThan(0.98);
  }

  @Test
  void the_same_bank_and_queries_give_the_same_bits_in_any_company() {
    NeighborSearch graph = graph(bank, CHANNELS);
    NeighborSearch.Matches first = graph.nearest(queries);
    NeighborSearch.Matches again = graph.nearest(queries);
    NeighborSearch.Matches rebuilt = graph(bank, CHANNELS).nearest(queries);
    NeighborSearch.Matches alone =
        graph.nearest(Arrays.copyOfRange(queries, 7 * CHANNELS, 8 * CHANNELS));
    assertThat(again.points()).isEqualTo(first.points());
    assertThat(again.distances()).isEqualTo(first.distances());
    assertThat(rebuilt.points()).isEqualTo(first.points());
    assertThat(rebuilt.distances()).isEqualTo(first.distances());
    assertThat(alone.points()).containsExactly(first.points()[7]);
  }

  @Test
  void data_without_structure_are_searched_exactly() {
    // Every point is about as far from every other one, and no few directions tell which is nearer.
    float[] noise = gaussian(8000 * 256);
    NeighborSearch search = graph(noise, 256);
    assertThat(search).isNotInstanceOf(GraphSearch.class);
    float[] some = Arrays.copyOf(noise, 50 * 256);
    assertThat(search.nearest(some).distances()).containsOnly(0f);
  }

  @Test
  void an_application_finds_nothing_new_among_its_management_beans() throws JMException {
    graph(bank, CHANNELS);
    assertThat(
            ManagementFactory.getPlatformMBeanServer()
                .queryNames(new ObjectName("io.github.jbellis*:*"), null))
        .isEmpty();
  }

  @Test
  void excluded_points_are_never_found_however_few_the_others_are() {
    NeighborSearch graph = graph(bank, CHANNELS);
    int[] odd = graph.nearest(queries, point -> point % 2 == 0).points();
    assertThat(Arrays.stream(odd)).allMatch(point -> point % 2 == 1);
    assertThat(graph.nearest(queries, point -> point != 11).points()).containsOnly(11);
  }

  @Test
  void points_of_few_channels_and_copies_of_one_point_are_found_too() {
    float[] few = gaussian(2000 * 3);
    for (int i = 0; i < 300; i++) {
      few[i] = 1;
    }
    NeighborSearch graph = graph(few, 3);
    assertThat(graph).isInstanceOf(GraphSearch.class);
    assertThat(graph.nearest(new float[] {1, 1, 1}).distances()).containsExactly(0);
  }

  @Test
  void spacing_is_nearly_that_of_an_exact_search() {
    float[] approximate = graph(bank, CHANNELS).spacing(5);
    NeighborSearch exact = NeighborSearch.exact(bank, CHANNELS);
    float[] spacing = exact.spacing(5);
    double sum = 0;
    for (int i = 0; i < POINTS; i++) {
      assertThat(approximate[i]).isGreaterThanOrEqualTo(spacing[i] * 0.99999f);
      sum += approximate[i] / spacing[i];
    }
    assertThat(sum / POINTS).isCloseTo(1, within(0.01));
  }

  private static NeighborSearch graph(float[] bank, int channels) {
    return GraphSearch.orExact(bank, channels, NeighborSearch.exact(bank, channels));
  }

  private float[] clustered(int count) {
    float[] values = new float[count * CHANNELS];
    for (int i = 0; i < count; i++) {
      int cluster = random.nextInt(CLUSTERS);
      for (int l = 0; l < LATENT; l++) {
        float latent = centers[cluster * LATENT + l] + 0.3f * (float) random.nextGaussian();
        for (int c = 0; c < CHANNELS; c++) {
          values[i * CHANNELS + c] += latent * map[l * CHANNELS + c];
        }
      }
      for (int c = 0; c < CHANNELS; c++) {
        values[i * CHANNELS + c] += 0.05f * (float) random.nextGaussian();
      }
    }
    return values;
  }

  private float[] gaussian(int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
