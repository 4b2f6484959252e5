package io.github.anomaly4j.internal.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.image.Image;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ImageFeaturesTest {
  private final ImageFeatures image = new ImageFeatures(Image.of(1, 1, new float[3]));
  private final AtomicInteger computed = new AtomicInteger();

  @Test
  void a_feature_that_several_threads_request_is_computed_once() {
    ImageFeature<Integer> part = asked -> computed.incrementAndGet();
    ImageFeature<Integer> whole = asked -> asked.get(part) + computed.incrementAndGet();
    try (Workers workers = Workers.of(4)) {
      List<ImageFeature<Integer>> often = Collections.nCopies(100, whole);
      workers.run(
          () -> {
            image.compute(often);
            return true;
          });
    }
    assertThat(image.get(whole)).isEqualTo(3);
    assertThat(computed).hasValue(2);
  }

  @Test
  void a_feature_that_fails_may_be_requested_again() {
    ImageFeature<Integer> second =
        asked -> {
          if (computed.getAndIncrement() == 0) {
            throw new IllegalStateException("not yet");
          }
          return 5;
        };
    assertThatThrownBy(() -> image.get(second)).hasMessage("not yet");
    assertThat(image.get(second)).isEqualTo(5);
  }
}
