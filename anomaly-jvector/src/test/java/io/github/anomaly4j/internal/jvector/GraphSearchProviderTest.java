package io.github.anomaly4j.internal.jvector;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.internal.search.NeighborSearch;
import io.github.anomaly4j.internal.search.NeighborSearchProvider;
import io.github.anomaly4j.internal.service.Services;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GraphSearchProviderTest {
  private final ClassLoader before = Thread.currentThread().getContextClassLoader();

  @AfterEach
  void restore() {
    Thread.currentThread().setContextClassLoader(before);
  }

  @Test
  void a_thread_without_a_context_class_loader_finds_the_graph() {
    Thread.currentThread().setContextClassLoader(null);
    assertThat(Services.first(NeighborSearchProvider.class))
        .containsInstanceOf(GraphSearchProvider.class);
  }

  @Test
  void it_makes_a_graph_of_a_bank() {
    Random random = new Random(1);
    float[] bank = new float[1000 * 20];
    for (int i = 0; i < bank.length; i++) {
      bank[i] = (float) random.nextGaussian();
    }
    NeighborSearch exact = NeighborSearch.exact(bank, 20);
    assertThat(new GraphSearchProvider().search(bank, 20, exact)).isInstanceOf(GraphSearch.class);
  }
}
