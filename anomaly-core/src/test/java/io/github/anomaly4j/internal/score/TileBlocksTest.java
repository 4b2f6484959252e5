package io.github.anomaly4j.internal.score;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Doubles;
import io.github.anomaly4j.internal.random.RandomStreams;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TileBlocksTest {
  private static final int USUAL = 8;

  @Test
  void damaged_images_are_brought_to_the_usual_number_of_tiles_as_normal_ones_are() {
    RandomGenerator random = RandomStreams.of(1);
    List<Integer> images = new ArrayList<>();
    List<Double> scores = new ArrayList<>();
    for (int image = 0; image < 20; image++) {
      // One image has many tiles, one has few.
      int tiles = image == 0 ? 200 : image == 1 ? 1 : USUAL;
      for (int tile = 0; tile < tiles; tile++) {
        images.add(image);
        scores.add(random.nextGaussian());
      }
    }
    double[] tiles = Doubles.toArray(scores);
    TileBlocks blocks = new TileBlocks(images, List.of(0, 1, 2), USUAL);

    // Damage that does not show leaves the image what it was.
    assertThat(blocks.withDamage(tiles, new double[] {-9, -9, -9}))
        .containsExactly(
            blocks.highest(tiles)[0], blocks.highest(tiles)[1], blocks.highest(tiles)[2]);
    double[] seen = blocks.withDamage(tiles, new double[] {9, 9, 9});
    assertThat(seen[0]).isLessThan(9);
    assertThat(seen[1]).isGreaterThan(9);
    assertThat(seen[2]).isEqualTo(9);
  }
}
