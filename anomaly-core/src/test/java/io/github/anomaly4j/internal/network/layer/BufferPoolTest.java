package io.github.anomaly4j.internal.network.layer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class BufferPoolTest {

  @Test
  void an_array_given_back_is_lent_again_and_all_are_freed_in_the_end() {
    BufferPool pool = new BufferPool(1, 2, 3);
    INDArray returned = pool.take(2, 3);
    pool.give(returned);
    assertThat(pool.take(2, 3)).isSameAs(returned);
    INDArray lent = pool.take(2, 3);
    INDArray idle = pool.take(4);
    pool.give(idle);
    pool.close();
    assertThat(returned.wasClosed()).isTrue();
    assertThat(lent.wasClosed()).isTrue();
    assertThat(idle.wasClosed()).isTrue();
  }
}
