package io.github.anomaly4j.internal.bank;

import static io.github.anomaly4j.internal.artifact.Tensors.ANY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.internal.artifact.Tensor;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.feature.FeatureExtractor;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.feature.PatchFeatures;
import io.github.anomaly4j.spi.Grid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryBankTest {
  private static final FeatureExtractor PLAIN =
      new FeatureExtractor() {
        @Override
        public int channels() {
          return CHANNELS;
        }

        @Override
        public PatchFeatures of(ImageFeatures image) {
          throw new UnsupportedOperationException("features are given here");
        }
      };

  private static final int CHANNELS = 6;

  @Test
  void it_comes_back_from_its_tensors_with_the_same_bits() {
    MemoryBank library = library(200, 50);
    MemoryBank again = MemoryBank.of(library.tensors());
    PatchFeatures asked = patches(64, 9, 0);
    assertThat(again.distances(asked)).isEqualTo(library.distances(asked));
    assertThat(again.size()).isEqualTo(50);
    assertThat(again.tensors()).isEqualTo(library.tensors());
  }

  @Test
  void it_has_a_file_of_its_own(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("patches.library");
    MemoryBank library = library(200, 50);
    library.save(file);
    MemoryBank again = MemoryBank.load(file);
    PatchFeatures asked = patches(64, 9, 0);
    assertThat(again.distances(asked)).isEqualTo(library.distances(asked));
    assertThat(again.size()).isEqualTo(50);
    assertThat(again.channels()).isEqualTo(CHANNELS);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 8));
    assertThatThrownBy(() -> MemoryBank.load(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("patches.library");
  }

  @Test
  void learned_patches_are_at_distance_zero_and_unlike_ones_far_away() {
    MemoryBank library = library(100, 100);
    float[] learned = library.distances(patches(100, 1, 0));
    float[] alike = library.distances(patches(100, 2, 0));
    float[] unlike = library.distances(patches(100, 2, 30));
    assertThat(learned).containsOnly(0f);
    assertThat(mean(alike)).isBetween(0.3, 2.0);
    assertThat(mean(unlike)).isGreaterThan(10 * mean(alike));
  }

  @Test
  void distances_are_over_the_root_of_how_far_apart_the_learned_patches_lie() {
    MemoryBank library = library(200, 50);
    float[] bank = library.tensors().floats("bank", ANY);
    float[] scales = library.tensors().floats("scales", ANY);
    for (int i = 0; i < 50; i++) {
      double[] distances = new double[50];
      for (int j = 0; j < 50; j++) {
        for (int c = 0; c < CHANNELS; c++) {
          distances[j] += Math.pow(bank[i * CHANNELS + c] - bank[j * CHANNELS + c], 2);
        }
      }
      Arrays.sort(distances);
      double spacing = Arrays.stream(distances, 1, 6).map(Math::sqrt).average().orElseThrow();
      assertThat((double) scales[i]).isCloseTo(Math.sqrt(spacing), within(1e-4));
    }
    library =
        MemoryBank.of(
            Tensors.builder()
                .floats("mean", 0)
                .floats("projection", 1)
                .floats("bank", 0, 100)
                .floats("scales", 1, 2)
                .build());
    PatchFeatures asked = new PatchFeatures(Grid.even(1, 2), 1, new float[] {8, 92});
    assertThat(library.distances(asked)).containsExactly(8, 4);
  }

  @Test
  void the_size_is_bounded_by_what_there_is() {
    MemoryBank library = library(20, 1000);
    assertThat(library.size()).isEqualTo(20);
  }

  @Test
  void one_patch_is_enough_and_every_distance_finite() {
    MemoryBank library = library(1, 10);
    assertThat(library.size()).isEqualTo(1);
    for (float distance : library.distances(patches(10, 2, 0))) {
      assertThat(distance).isFinite().isNotNegative();
    }
  }

  @Test
  void patches_that_are_all_alike_give_finite_distances() {
    PatchSample sample = new PatchSample(50, 1);
    boolean[] all = new boolean[50];
    Arrays.fill(all, true);
    sample.add(new PatchFeatures(Grid.even(5, 10), CHANNELS, new float[50 * CHANNELS]), all, 0);
    MemoryBank library = MemoryBank.of(sample, PLAIN, 10, 1);
    assertThat(library.distances(new PatchFeatures(Grid.even(1, 1), CHANNELS, new float[CHANNELS])))
        .containsExactly(0);
    for (float distance : library.distances(patches(4, 1, 0))) {
      assertThat(distance).isFinite().isPositive();
    }
  }

  @Test
  void a_patch_near_one_learned_many_times_is_as_near_as_if_it_was_learned_once() {
    boolean[] all = new boolean[20];
    Arrays.fill(all, true);
    PatchSample often = new PatchSample(1000, 1);
    for (int i = 0; i < 10; i++) {
      often.add(patches(20, 1, 0), all, i);
    }
    MemoryBank library = MemoryBank.of(often, PLAIN, 100, 1);
    MemoryBank once = library(20, 100);
    assertThat(library.size()).isEqualTo(20);
    PatchFeatures near = patches(20, 1, 0.1);
    assertThat(library.distances(near)).containsExactly(once.distances(near), within(0.01f));
  }

  @Test
  void an_empty_sample_is_refused() {
    assertThatThrownBy(() -> MemoryBank.of(new PatchSample(10, 1), PLAIN, 10, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one patch");
  }

  @Test
  void features_too_large_to_be_loaded_again_are_refused_when_they_are_learned() {
    PatchSample sample = new PatchSample(10, 1);
    float[] values = new float[2 * CHANNELS];
    Arrays.fill(values, 1e16f);
    sample.add(new PatchFeatures(Grid.even(1, 2), CHANNELS, values), new boolean[] {true, true}, 0);
    assertThatThrownBy(() -> MemoryBank.of(sample, PLAIN, 10, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("E16");
  }

  @Test
  void tensors_that_are_missing_or_do_not_fit_are_refused() {
    MemoryBank library = library(30, 10);
    Map<String, Tensor> unscaled = new HashMap<>(library.tensors().byName());
    unscaled.put("scales", new Tensor.Floats(new float[10]));
    assertThatThrownBy(() -> MemoryBank.of(Tensors.of(unscaled)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("scale");
    float[] mean = library.tensors().floats("mean", ANY).clone();
    mean[0] = 1e30f;
    Map<String, Tensor> huge = new HashMap<>(library.tensors().byName());
    huge.put("mean", new Tensor.Floats(mean));
    assertThatThrownBy(() -> MemoryBank.of(Tensors.of(huge)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1.0E30");
    for (String name : library.tensors().names()) {
      Map<String, Tensor> missing = new HashMap<>(library.tensors().byName());
      missing.remove(name);
      if (name.equals("images")) {
        assertThat(MemoryBank.of(Tensors.of(missing)).size())
            .as("files of before banks knew their images")
            .isEqualTo(library.size());
      } else {
        assertThatThrownBy(() -> MemoryBank.of(Tensors.of(missing)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(name);
      }
      for (int more : new int[] {1, -library.tensors().length(name)}) {
        Map<String, Tensor> other = new HashMap<>(library.tensors().byName());
        other.computeIfPresent(name, (n, tensor) -> tensor.resized(tensor.length() + more));
        assertThatThrownBy(() -> MemoryBank.of(Tensors.of(other)))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void patches_of_other_features_are_refused() {
    MemoryBank library = library(30, 10);
    assertThatThrownBy(() -> library.distances(new PatchFeatures(Grid.even(1, 1), 2, new float[2])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("patches of 2 features for a memory bank of 6");
  }

  @Test
  void what_was_unlike_anything_normal_is_near_once_the_library_is_extended_by_its_like() {
    MemoryBank library = library(200, 50);
    MemoryBank extended = library.extended(sample(40, 7, 9), 60, 1);
    PatchFeatures crying = patches(40, 8, 9);
    PatchFeatures usual = patches(40, 9, 0);
    assertThat(mean(library.distances(crying))).isGreaterThan(5);
    assertThat(mean(extended.distances(crying))).isLessThan(3);
    assertThat(mean(extended.distances(usual)))
        .isCloseTo(mean(library.distances(usual)), within(0.3));
  }

  @Test
  void an_extended_library_with_room_holds_old_and_new_patches_in_the_same_space() {
    MemoryBank library = library(50, 50);
    Map<String, Tensor> before = copies(library.tensors());
    MemoryBank extended = library.extended(sample(30, 7, 9), 1000, 1);
    assertThat(extended.size()).isEqualTo(80);
    assertThat(max(extended.distances(patches(50, 1, 0)))).isLessThan(1e-3f);
    assertThat(max(extended.distances(patches(30, 7, 9)))).isLessThan(1e-3f);
    for (String name : List.of("mean", "projection")) {
      assertThat(extended.tensors().byName().get(name)).isEqualTo(before.get(name));
    }
    assertThat(library.tensors()).isEqualTo(Tensors.of(before));
    assertThat(library.size()).isEqualTo(50);
  }

  @Test
  void an_extended_library_is_bounded_in_size_and_the_same_for_the_same_seed() {
    MemoryBank library = library(50, 50);
    PatchSample sample = sample(30, 7, 2);
    MemoryBank extended = library.extended(sample, 50, 3);
    MemoryBank again = library.extended(sample, 50, 3);
    assertThat(extended.size()).isEqualTo(50);
    PatchFeatures asked = patches(20, 9, 1);
    assertThat(extended.distances(asked)).isEqualTo(again.distances(asked));
    MemoryBank loaded = MemoryBank.of(extended.tensors());
    assertThat(loaded.distances(asked)).isEqualTo(extended.distances(asked));
  }

  @Test
  void patches_that_the_library_knows_already_do_not_make_it_larger() {
    MemoryBank library = library(50, 50);
    MemoryBank extended = library.extended(sample(50, 1, 0), 1000, 1);
    assertThat(extended.size()).isEqualTo(50);
    PatchFeatures asked = patches(20, 9, 0);
    assertThat(extended.distances(asked)).containsExactly(library.distances(asked), within(1e-3f));
  }

  @Test
  void a_library_is_not_extended_by_nothing_nor_by_other_features_nor_to_nothing() {
    PatchSample narrow = new PatchSample(10, 1);
    narrow.add(new PatchFeatures(Grid.even(1, 1), 2, new float[2]), new boolean[] {true}, 0);
    MemoryBank library = library(30, 10);
    assertThatThrownBy(() -> library.extended(new PatchSample(10, 1), 10, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no patches");
    assertThatThrownBy(() -> library.extended(narrow, 10, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("patches of 2 features for a memory bank of 6");
    assertThatThrownBy(() -> library.extended(sample(5, 1, 0), 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an_image_is_compared_with_the_others_alone() {
    PatchSample sample = sample(20, 1, 0);
    boolean[] all = new boolean[20];
    Arrays.fill(all, true);
    sample.add(patches(20, 2, 0), all, 2);
    MemoryBank library = MemoryBank.of(sample, PLAIN, 100, 1);
    PatchFeatures own = patches(20, 2, 0);
    float[] usual = library.distances(own);
    float[] without = library.distancesWithout(2, own);
    for (int i = 0; i < 20; i++) {
      assertThat(usual[i]).isZero();
      assertThat(without[i]).isPositive().isFinite();
    }
    assertThat(library.distancesWithout(1, own)).isEqualTo(usual);
    assertThat(library.distancesWithout(3, own)).isEqualTo(usual);
  }

  @Test
  void what_was_left_out_for_an_images_patch_takes_its_place() {
    PatchFeatures first = patches(20, 1, 0);
    float[] moved = first.values().clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += 1e-3f * (i % 3 - 1);
    }
    boolean[] all = new boolean[20];
    Arrays.fill(all, true);
    PatchSample sample = new PatchSample(100, 1);
    sample.add(first, all, 1);
    sample.add(new PatchFeatures(Grid.even(1, 20), CHANNELS, moved), all, 2);
    MemoryBank library = MemoryBank.of(sample, PLAIN, 20, 1);
    MemoryBank single = MemoryBank.of(sample, PLAIN, 1, 1);
    for (int image : new int[] {1, 2}) {
      for (float distance : library.distancesWithout(image, first)) {
        assertThat(distance).isLessThan(0.02f);
      }
    }
    // Its only patch is of one of the images; the other's stand-in answers in its place.
    assertThat(single.distancesWithout(1, first)).isNotEqualTo(single.distancesWithout(2, first));
  }

  @Test
  void a_library_of_one_image_compares_it_with_itself() {
    MemoryBank library = library(20, 100);
    PatchFeatures own = patches(20, 1, 0);
    assertThat(library.distancesWithout(1, own)).isEqualTo(library.distances(own));
  }

  @Test
  void a_settled_library_answers_the_same_and_knows_nothing_of_its_images() {
    MemoryBank library = library(20, 100);
    MemoryBank settled = library.withoutOrigins();
    PatchFeatures asked = patches(20, 9, 0);
    assertThat(settled.distances(asked)).isEqualTo(library.distances(asked));
    assertThatThrownBy(() -> settled.distancesWithout(1, asked))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_saved_library_knows_nothing_of_its_images() {
    MemoryBank library = library(20, 100);
    MemoryBank again = MemoryBank.of(library.tensors());
    assertThatThrownBy(() -> again.distancesWithout(1, patches(20, 1, 0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("training has just made");
  }

  private static Map<String, Tensor> copies(Tensors tensors) {
    Map<String, Tensor> copies = new HashMap<>(tensors.byName());
    copies.replaceAll((name, tensor) -> tensor.resized(tensor.length()));
    return copies;
  }

  private static PatchSample sample(int patches, long seed, double offset) {
    PatchSample sample = new PatchSample(1000, 1);
    boolean[] all = new boolean[patches];
    Arrays.fill(all, true);
    sample.add(patches(patches, seed, offset), all, (int) seed);
    return sample;
  }

  private static MemoryBank library(int patches, int size) {
    PatchSample sample = sample(patches, 1, 0);
    return MemoryBank.of(sample, PLAIN, size, 1);
  }

  private static PatchFeatures patches(int count, long seed, double offset) {
    Random random = new Random(seed);
    float[] values = new float[count * CHANNELS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (offset + random.nextGaussian());
    }
    return new PatchFeatures(Grid.even(1, count), CHANNELS, values);
  }

  private static float max(float[] values) {
    float max = 0;
    for (float value : values) {
      max = Math.max(max, value);
    }
    return max;
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value / values.length;
    }
    return sum;
  }
}
