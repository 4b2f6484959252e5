package io.github.anomaly4j.internal.detector;

import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.internal.bank.MemoryBank;
import io.github.anomaly4j.internal.bank.PatchModel;
import io.github.anomaly4j.internal.bank.PatchSample;
import io.github.anomaly4j.internal.bank.PositionGaussians;
import io.github.anomaly4j.internal.detector.Analyzer.Analysis;
import io.github.anomaly4j.internal.detector.Analyzer.Patches;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * The patches of one category's normal images.
 *
 * @param byKind a model for each kind of evidence that compares patches
 */
public record PatchLibraries(Map<Evidence, PatchModel> byKind) {

  /** Even for the smallest library, so that patches of every image are among them. */
  private static final int MIN_CANDIDATES = 1000;

  /** A coreset is chosen from so many times its size: all patches of a usual category. */
  private static final long CANDIDATES = 100;

  /** That of details from fewer: of all, it keeps what is rare alone, and maps get vague. */
  private static final long DETAIL_CANDIDATES = 20;

  /** As many as a few gigabytes hold, however large the library is. */
  private static final int MAX_CANDIDATES = 2_000_000;

  public PatchLibraries {
    byKind = Maps.immutableEnumMap(byKind);
  }

  /** The model of a kind of evidence from its tensors. */
  static PatchModel model(Evidence kind, Map<String, float[]> tensors) {
    return kind == Evidence.GAUSSIAN ? PositionGaussians.of(tensors) : MemoryBank.of(tensors);
  }

  static PatchLibraries of(Set<Evidence> kinds, Function<Evidence, PatchModel> model) {
    return new PatchLibraries(Maps.toMap(kinds, model::apply));
  }

  PatchModel of(Evidence kind) {
    return byKind.get(kind);
  }

  /** The kinds that learn other poses of an image too. */
  public static Set<Evidence> posed(Set<Evidence> kinds) {
    return Sets.filter(kinds, kind -> !Analyzer.needsBackbone(kind));
  }

  /** Gathers the patches of images. Not thread safe. */
  public static final class Sample {
    private final Analyzer analyzer;
    private final ToIntFunction<Evidence> sizes;
    private final Map<Evidence, PatchSample> samples = new EnumMap<>(Evidence.class);

    /**
     * @param sizes of the libraries to be made, at most
     * @param seed of the sample
     */
    public Sample(Analyzer analyzer, ToIntFunction<Evidence> sizes, long seed) {
      this.analyzer = analyzer;
      this.sizes = sizes;
      for (Evidence kind : analyzer.libraryKinds()) {
        samples.put(kind, new PatchSample(candidates(kind), seed));
      }
    }

    private int candidates(Evidence kind) {
      if (kind == Evidence.GAUSSIAN) {
        // Made of all patches, as long as there is room.
        return MAX_CANDIDATES;
      }
      long share = kind == Evidence.DETAIL ? DETAIL_CANDIDATES : CANDIDATES;
      long wanted = Math.max(MIN_CANDIDATES, share * sizes.applyAsInt(kind));
      return (int) Math.min(MAX_CANDIDATES, wanted);
    }

    /**
     * Takes an image in.
     *
     * @param image its number, the same for all its poses
     */
    public void add(Analysis analysis, int image) {
      samples.keySet().forEach(kind -> add(kind, analysis, image));
    }

    /**
     * Takes another pose of an image in, but for a backbone: it minds poses little, and copies
     * would crowd its library, and blur what is normal at which place.
     *
     * @param image the number of the image
     */
    public void addPose(Analysis analysis, int image) {
      posed(samples.keySet()).forEach(kind -> add(kind, analysis, image));
    }

    private void add(Evidence kind, Analysis analysis, int image) {
      Patches patches = analysis.patches(kind);
      samples.get(kind).add(patches.features(), patches.scored(), image);
    }

    /**
     * The libraries.
     *
     * @param seed of the coresets' random draws
     */
    public PatchLibraries libraries(long seed) {
      return of(samples.keySet(), kind -> model(kind, seed));
    }

    private PatchModel model(Evidence kind, long seed) {
      PatchSample sample = samples.get(kind);
      return kind == Evidence.GAUSSIAN
          ? PositionGaussians.of(sample)
          : MemoryBank.of(sample, analyzer.extractor(kind), sizes.applyAsInt(kind), seed);
    }
  }

  /** These libraries with more patches in them; these stay as they are. */
  PatchLibraries extended(Sample sample, long seed) {
    return of(
        byKind.keySet(),
        kind -> of(kind).extended(sample.samples.get(kind), sample.sizes.applyAsInt(kind), seed));
  }

  /** These for good: they no longer know their images. */
  public PatchLibraries withoutOrigins() {
    return of(byKind.keySet(), kind -> of(kind).withoutOrigins());
  }
}
