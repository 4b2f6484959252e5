package io.github.anomaly4j;

import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import io.github.anomaly4j.Analyzer.Analysis;
import io.github.anomaly4j.Analyzer.Patches;
import io.github.anomaly4j.library.FeatureLibrary;
import io.github.anomaly4j.library.PatchModel;
import io.github.anomaly4j.library.PatchSample;
import io.github.anomaly4j.library.PlaceGaussians;
import io.github.anomaly4j.score.Evidence;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * The patches of one category's normal pictures.
 *
 * @param byKind a model for each kind of evidence that compares patches
 */
record PatchLibraries(Map<Evidence, PatchModel> byKind) {

  /** Even for the smallest library, so that patches of every picture are among them. */
  private static final int FEWEST_CANDIDATES = 1000;

  /** A coreset is chosen from so many times its size: all patches of a usual category. */
  private static final long CANDIDATES = 100;

  /** That of details from fewer: of all, it keeps what is rare alone, and maps get vague. */
  private static final long DETAIL_CANDIDATES = 20;

  /** As many as a few gigabytes hold, however large the library is. */
  private static final int MOST_CANDIDATES = 2_000_000;

  PatchLibraries {
    byKind = Maps.immutableEnumMap(byKind);
  }

  /** The model of a kind of evidence from its tensors. */
  static PatchModel model(Evidence kind, Map<String, float[]> tensors) {
    return kind == Evidence.GAUSSIAN ? PlaceGaussians.of(tensors) : FeatureLibrary.of(tensors);
  }

  static PatchLibraries of(Set<Evidence> kinds, Function<Evidence, PatchModel> model) {
    return new PatchLibraries(Maps.toMap(kinds, model::apply));
  }

  PatchModel of(Evidence kind) {
    return byKind.get(kind);
  }

  /** The kinds that learn other poses of a picture too. */
  static Set<Evidence> posed(Set<Evidence> kinds) {
    return Sets.filter(kinds, kind -> !Analyzer.needsBackbone(kind));
  }

  /** Gathers the patches of pictures. Not thread safe. */
  static final class Sample {
    private final Analyzer analyzer;
    private final ToIntFunction<Evidence> sizes;
    private final Map<Evidence, PatchSample> samples = new EnumMap<>(Evidence.class);

    /**
     * @param sizes of the libraries to be made, at most
     * @param seed of the sample
     */
    Sample(Analyzer analyzer, ToIntFunction<Evidence> sizes, long seed) {
      this.analyzer = analyzer;
      this.sizes = sizes;
      for (Evidence kind : analyzer.libraryKinds()) {
        samples.put(kind, new PatchSample(candidates(kind), seed));
      }
    }

    private int candidates(Evidence kind) {
      if (kind == Evidence.GAUSSIAN) {
        // Made of all patches, as long as there is room.
        return MOST_CANDIDATES;
      }
      long share = kind == Evidence.DETAIL ? DETAIL_CANDIDATES : CANDIDATES;
      long wanted = Math.max(FEWEST_CANDIDATES, share * sizes.applyAsInt(kind));
      return (int) Math.min(MOST_CANDIDATES, wanted);
    }

    /**
     * Takes a picture in.
     *
     * @param picture its number, the same for all its poses
     */
    void add(Analysis analysis, int picture) {
      samples.keySet().forEach(kind -> add(kind, analysis, picture));
    }

    /**
     * Takes another pose of a picture in, but for a backbone: it minds poses little, and copies
     * would crowd its library, and blur what is normal at which place.
     *
     * @param picture the number of the picture
     */
    void addPose(Analysis analysis, int picture) {
      posed(samples.keySet()).forEach(kind -> add(kind, analysis, picture));
    }

    private void add(Evidence kind, Analysis analysis, int picture) {
      Patches patches = analysis.patches(kind);
      samples.get(kind).add(patches.features(), patches.scored(), picture);
    }

    /**
     * The libraries.
     *
     * @param seed of the coresets' random draws
     */
    PatchLibraries libraries(long seed) {
      return of(samples.keySet(), kind -> model(kind, seed));
    }

    private PatchModel model(Evidence kind, long seed) {
      PatchSample sample = samples.get(kind);
      return kind == Evidence.GAUSSIAN
          ? PlaceGaussians.of(sample)
          : FeatureLibrary.of(sample, analyzer.extractor(kind), sizes.applyAsInt(kind), seed);
    }
  }

  /** These libraries with more patches in them; these stay as they are. */
  PatchLibraries extended(Sample sample, long seed) {
    return of(
        byKind.keySet(),
        kind -> of(kind).extended(sample.samples.get(kind), sample.sizes.applyAsInt(kind), seed));
  }

  /** These for good: they no longer know their pictures. */
  PatchLibraries settled() {
    return of(byKind.keySet(), kind -> of(kind).settled());
  }
}
