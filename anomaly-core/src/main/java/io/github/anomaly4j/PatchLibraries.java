package io.github.anomaly4j;

import com.google.common.primitives.Ints;
import io.github.anomaly4j.Analyzer.Analysis;
import io.github.anomaly4j.library.FeatureLibrary;
import io.github.anomaly4j.library.PatchFeatures;
import io.github.anomaly4j.library.PatchSample;
import io.github.anomaly4j.score.Evidence;
import java.util.Optional;
import java.util.function.Function;

/**
 * The patches of one category's normal pictures.
 *
 * @param patches that tell whether a picture is normal
 * @param details finer ones that tell where it is not, if that evidence is computed
 */
record PatchLibraries(FeatureLibrary patches, Optional<FeatureLibrary> details)
    implements AutoCloseable {

  /** Even for the smallest library, so that patches of every fold are among them. */
  private static final int FEWEST_CANDIDATES = 1000;

  private static final int MOST_DETAILS = 1000;

  /** A coreset is chosen from so many times its size. */
  private static final int CANDIDATES = 20;

  /**
   * Both libraries, made one after the other: the first is closed if the second cannot be made.
   *
   * @param details what the second is made of, if there is one
   */
  static <T> PatchLibraries of(
      FeatureLibrary patches, Optional<T> details, Function<T, FeatureLibrary> library) {
    try {
      return new PatchLibraries(patches, details.map(library));
    } catch (RuntimeException | Error e) {
      patches.close();
      throw e;
    }
  }

  /** Gathers the patches of pictures. Not thread safe. */
  static final class Sample {
    private final Analyzer analyzer;
    private final int size;
    private final PatchSample patches;
    private final Optional<PatchSample> details;

    /**
     * @param size of the library of patches to be made, at most
     * @param seed of the sample
     */
    Sample(Analyzer analyzer, int size, long seed) {
      this(
          analyzer,
          size,
          sample(size, seed),
          analyzer.kinds().contains(Evidence.DETAIL)
              ? Optional.of(sample(detailSize(size), seed))
              : Optional.empty());
    }

    private static PatchSample sample(int size, long seed) {
      long candidates = Math.max(FEWEST_CANDIDATES, (long) CANDIDATES * size);
      return new PatchSample(Ints.saturatedCast(candidates), seed);
    }

    private Sample(
        Analyzer analyzer, int size, PatchSample patches, Optional<PatchSample> details) {
      this.analyzer = analyzer;
      this.size = size;
      this.patches = patches;
      this.details = details;
    }

    void add(Analysis analysis) {
      add(analysis, 0);
    }

    void add(Analysis analysis, int fold) {
      add(patches, analysis.features(), analysis, fold);
      details.ifPresent(sample -> add(sample, analysis.details(), analysis, fold));
    }

    private static void add(
        PatchSample sample, PatchFeatures features, Analysis analysis, int fold) {
      sample.add(features, features.scored(analysis.framed()), fold);
    }

    /** What it holds of the other folds. */
    Sample without(int fold) {
      return new Sample(
          analyzer, size, patches.without(fold), details.map(sample -> sample.without(fold)));
    }

    /**
     * The libraries.
     *
     * @param seed of the coresets' random draws
     */
    PatchLibraries libraries(long seed) {
      return of(
          FeatureLibrary.of(patches, analyzer.extractor(), size, seed),
          details,
          sample -> FeatureLibrary.of(sample, Analyzer.DETAILS, detailSize(size), seed));
    }
  }

  /** Details have few features: a thousand of them show all that there is. */
  private static int detailSize(int size) {
    return Math.max(1, Math.min(MOST_DETAILS, size / 2));
  }

  /** These libraries with more patches in them; these stay as they are. */
  PatchLibraries extended(Sample sample, long seed) {
    return of(
        patches.extended(sample.patches, sample.size, seed),
        details,
        library -> library.extended(sample.details.get(), detailSize(sample.size), seed));
  }

  /** The same in native memory of their own. */
  PatchLibraries copy() {
    return of(
        FeatureLibrary.of(patches.tensors()),
        details,
        library -> FeatureLibrary.of(library.tensors()));
  }

  @Override
  public void close() {
    patches.close();
    details.ifPresent(FeatureLibrary::close);
  }
}
