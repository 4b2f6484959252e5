package io.github.anomaly4j.internal.bank;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static io.github.anomaly4j.internal.artifact.Tensors.ANY;

import com.google.common.primitives.Floats;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.internal.artifact.ModelFile;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.internal.feature.FeatureExtractor;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.feature.PatchFeatures;
import io.github.anomaly4j.internal.linalg.Projection;
import io.github.anomaly4j.internal.linalg.ValueRange;
import io.github.anomaly4j.internal.search.NeighborSearch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.IntStream;

/**
 * The patch features of one category's normal images: standardized, reduced to principal
 * components, thinned to a coreset. The distance from a patch to the bank says how different the
 * patch is from all normal ones. Immutable, thread safe.
 *
 * <p>Up to 200,000 patches are searched exactly, more of them by JVector's graph if the module
 * {@code anomaly-jvector} is there and the graph finds the nearest patch in 98 of 100 tries on the
 * bank's own patches. The distance to the patch found is exact in any case. The graph is built, to
 * the same bits, whenever such a bank is made or loaded, which takes minutes.
 *
 * <p>Long because it is made, extended, saved and searched in one place, and each states its
 * contract.
 */
public final class MemoryBank implements PatchModel {
  private static final String KIND = "feature library";

  private static final String MEAN = "mean";
  private static final String PROJECTION = "projection";
  private static final String BANK = "bank";
  private static final String SCALES = "scales";
  private static final String IMAGES = "images";
  private static final String REPLACED = "replaced";
  private static final String SUBSTITUTES = "substitutes";

  /**
   * The principal components are computed from at most this many patches: more hardly change them.
   */
  public static final int COMPONENTS_FROM = 20_000;

  private static final int BLOCK = 4096;

  /** The density of the bank at a patch is the mean distance to this many neighbors. */
  private static final int NEIGHBORS = 5;

  /**
   * So that patches that are all equal, such as those of an empty background, still have a
   * distance.
   */
  private static final float MIN_SPACING = 1e-3f;

  private static final float MIN_SCALE = (float) Math.sqrt(MIN_SPACING);

  private final Projection projection;
  private final float[] bank;
  private final float[] scales;
  private final int[] images;
  private final Optional<PatchOrigins> origins;
  private final NeighborSearch search;

  /**
   * @param images the number of each patch's image; empty if it was saved by an older build
   * @param origins what leave-one-out needs; known only in training
   */
  private MemoryBank(
      Projection projection,
      float[] bank,
      float[] scales,
      int[] images,
      Optional<PatchOrigins> origins,
      NeighborSearch search) {
    this.projection = projection;
    this.bank = bank;
    this.scales = scales;
    this.images = images;
    this.origins = origins;
    this.search = search;
  }

  /** The JSON part, for human readers: the tensors contain the same. */
  private record Content(int patches, int features) {}

  /**
   * Thins a sample to a bank, with the scaling and components that an extractor asks for.
   *
   * @param extractor the extractor of the sample's patches
   * @param size the maximum number of patches to keep
   * @param seed of the coreset's random draws
   * @throws IllegalArgumentException if the sample is empty
   */
  public static MemoryBank of(PatchSample sample, FeatureExtractor extractor, int size, long seed) {
    checkNotEmpty(sample);
    checkArgument(size > 0, "a memory bank of %s patches", size);
    Projection projection = sample.statistics().space(sample.patches(COMPONENTS_FROM), extractor);
    float[] points = points(projection, sample);
    Coreset.Choice chosen = Coreset.choose(points, projection.dimensions(), size, seed);
    PatchOrigins origins = PatchOrigins.of(chosen, sample, points);
    float[] bank = bank(points, projection.dimensions(), chosen.centers());
    int[] images = Arrays.stream(chosen.centers()).map(sample::image).toArray();
    return of(projection, bank, images, Optional.of(origins));
  }

  /**
   * A bank of patches that were chosen elsewhere, for a training.
   *
   * @param chosen in the space of the projection
   * @param substitutes for each patch the nearest one that was left out in its favor and is of
   *     another image; empty where there is none
   */
  public static MemoryBank of(Projection projection, PatchShard chosen, float[][] substitutes) {
    return of(
        projection,
        chosen.points(),
        chosen.images(),
        Optional.of(PatchOrigins.of(projection.dimensions(), chosen.images(), substitutes)));
  }

  /** The tensors from which {@link #ofTraining} makes the same bank, with its substitutes. */
  public Tensors trainingTensors() {
    checkState(origins.isPresent(), "only a bank that training has just made knows its images");
    float[][] substitutes = origins.get().substitutes();
    int[] replaced =
        IntStream.range(0, substitutes.length).filter(i -> substitutes[i].length > 0).toArray();
    Tensors.Builder tensors = Tensors.builder();
    tensors().byName().forEach(tensors::tensor);
    return replaced.length == 0
        ? tensors.build()
        : tensors
            .ints(REPLACED, replaced)
            .floats(
                SUBSTITUTES,
                Floats.concat(
                    Arrays.stream(replaced).mapToObj(i -> substitutes[i]).toArray(float[][]::new)))
            .build();
  }

  /**
   * A bank from its {@link #trainingTensors()}.
   *
   * @throws IllegalArgumentException if they do not fit each other
   */
  public static MemoryBank ofTraining(Tensors tensors) {
    MemoryBank bank = of(tensors);
    int dimensions = bank.projection.dimensions();
    float[][] substitutes = new float[bank.size()][0];
    if (tensors.has(REPLACED)) {
      int[] replaced = tensors.ints(REPLACED, 0, bank.size() - 1, Tensors.ANY);
      float[] values = tensors.floats(SUBSTITUTES, replaced.length, dimensions);
      for (int i = 0; i < replaced.length; i++) {
        substitutes[replaced[i]] = Arrays.copyOfRange(values, i * dimensions, (i + 1) * dimensions);
      }
    }
    return new MemoryBank(
        bank.projection,
        bank.bank,
        bank.scales,
        bank.images,
        Optional.of(PatchOrigins.of(dimensions, bank.images, substitutes)),
        bank.search);
  }

  private static void checkNotEmpty(PatchSample sample) {
    checkArgument(sample.seen() > 0, "a memory bank needs at least one patch");
  }

  /** Block by block, because the raw patches are many times as large as the points. */
  private static float[] points(Projection projection, PatchSample sample) {
    float[] points = new float[sample.size() * projection.dimensions()];
    for (int from = 0; from < sample.size(); from += BLOCK) {
      int to = Math.min(sample.size(), from + BLOCK);
      float[] block = projection.apply(sample.patches(from, to));
      System.arraycopy(block, 0, points, from * projection.dimensions(), block.length);
    }
    return points;
  }

  private static float[] bank(float[] points, int dimensions, int[] chosen) {
    float[] bank = new float[chosen.length * dimensions];
    for (int i = 0; i < chosen.length; i++) {
      System.arraycopy(points, chosen[i] * dimensions, bank, i * dimensions, dimensions);
    }
    return bank;
  }

  /** Computes the density of the bank at each of its patches. */
  private static MemoryBank of(
      Projection projection, float[] bank, int[] images, Optional<PatchOrigins> origins) {
    // Refuse what could not be loaded again.
    checkRange(projection.mean(), projection.matrix(), bank);
    NeighborSearch search = NeighborSearch.of(bank, projection.dimensions());
    float[] scales = search.spacing(NEIGHBORS);
    for (int i = 0; i < scales.length; i++) {
      scales[i] = Math.max(MIN_SCALE, (float) Math.sqrt(scales[i]));
    }
    return new MemoryBank(projection, bank, scales, images, origins, search);
  }

  /**
   * This bank with the patches of more normal images, without any training: they are projected into
   * the same space, and a coreset is chosen from the old and the new patches. This object does not
   * change.
   *
   * <p>Distances depend on the density of the bank. With a size much above that of this bank, the
   * new patches are less thinned than the old ones, so that patches near them seem farther away.
   *
   * @param sample of the new images' patches
   * @param size the maximum number of patches to keep, such as this bank's {@link #size()}
   * @param seed of the coreset's random draws
   * @throws IllegalArgumentException if the sample is empty or of other features, or the size is
   *     below 1
   */
  @Override
  public MemoryBank extended(PatchSample sample, int size, long seed) {
    checkArgument(sample.seen() > 0, "no patches to extend a memory bank by");
    checkArgument(size > 0, "a memory bank of %s patches", size);
    checkChannels(sample.mean().length);
    float[] points = Floats.concat(bank, points(projection, sample));
    int[] chosen = Coreset.choose(points, projection.dimensions(), size, seed).centers();
    float[] both = bank(points, projection.dimensions(), chosen);
    int[] from =
        images.length == 0
            ? images
            : Arrays.stream(chosen)
                .map(i -> i < images.length ? images[i] : sample.image(i - images.length))
                .toArray();
    return of(projection, both, from, Optional.empty());
  }

  /**
   * {@inheritDoc} What the coreset left out in favor of their patches does not come back: places
   * that only they were like become a little less normal.
   */
  @Override
  public MemoryBank without(SortedSet<Integer> forgotten) {
    checkArgument(
        images.length > 0,
        "the detector was saved by an older build, which did not keep the image of each patch:"
            + " train again without the images");
    int[] kept =
        IntStream.range(0, images.length).filter(i -> !forgotten.contains(images[i])).toArray();
    checkArgument(kept.length > 0, "without the images, the memory bank is empty");
    int[] closed =
        Arrays.stream(kept).map(i -> images[i] - forgotten.headSet(images[i]).size()).toArray();
    if (kept.length == images.length) {
      return new MemoryBank(projection, bank, scales, closed, Optional.empty(), search);
    }
    return of(projection, bank(bank, projection.dimensions(), kept), closed, Optional.empty());
  }

  /**
   * Loads a bank that {@link #save} wrote.
   *
   * @throws ModelFileException if the file is damaged or holds something else
   * @throws IOException if it cannot be read
   */
  public static MemoryBank load(Path file) throws IOException {
    ModelFile<Content> read = ModelFile.read(file, KIND, Content.class);
    try {
      return of(read.tensors());
    } catch (IllegalArgumentException e) {
      throw new ModelFileException(
          file, "its parts do not fit each other: " + e.getMessage() + "; make it again", e);
    }
  }

  /**
   * Saves the bank in a file of its own: written under another name in the same folder, and renamed
   * when it is complete.
   *
   * @throws IOException if it cannot be written
   */
  public void save(Path file) throws IOException {
    new ModelFile<>(new Content(size(), channels()), tensors()).write(file, KIND);
  }

  /**
   * A bank from its {@link #tensors()}.
   *
   * @throws IllegalArgumentException if they do not fit each other
   */
  public static MemoryBank of(Tensors tensors) {
    float[] mean = tensors.floats(MEAN, ANY);
    float[] matrix = tensors.floats(PROJECTION, mean.length, ANY);
    int dimensions = matrix.length / mean.length;
    float[] scales = tensors.floats(SCALES, ANY);
    float[] bank = tensors.floats(BANK, scales.length, dimensions);
    for (float scale : scales) {
      checkArgument(scale >= MIN_SCALE, "a scale of %s, which distances are divided by", scale);
    }
    checkRange(mean, matrix, bank);
    return new MemoryBank(
        new Projection(mean, matrix),
        bank,
        scales,
        tensors.has(IMAGES)
            ? tensors.ints(IMAGES, 0, Integer.MAX_VALUE, scales.length)
            : new int[0],
        Optional.empty(),
        NeighborSearch.of(bank, dimensions));
  }

  /**
   * Whether {@link #of(Tensors)} would take more than a few seconds, because it builds a graph.
   *
   * @param tensors of a bank, or of anything else
   */
  public static boolean loadsSlowly(Tensors tensors) {
    int patches = tensors.length(SCALES);
    return patches > 0 && NeighborSearch.isLarge(patches, tensors.length(BANK) / patches);
  }

  /** The tensors from which {@link #of(Tensors)} makes the same bank. */
  @Override
  public Tensors tensors() {
    Tensors.Builder tensors =
        Tensors.builder()
            .floats(MEAN, projection.mean())
            .floats(PROJECTION, projection.matrix())
            .floats(BANK, bank)
            .floats(SCALES, scales);
    return (images.length == 0 ? tensors : tensors.ints(IMAGES, images)).build();
  }

  /**
   * How far each patch is from the bank: the Euclidean distance to the nearest patch of the bank,
   * divided by the square root of that patch's mean distance to its own neighbors in the bank. This
   * is halfway between the plain distance (PatchCore; Roth et al., CVPR 2022), which overlooks
   * defects where patches are dense, and the distance relative to the density (the local outlier
   * factor; Breunig et al. 2000), which overlooks defects where patches are sparse.
   *
   * @return one distance per patch, row by row
   */
  @Override
  public float[] distances(PatchFeatures features) {
    checkChannels(features.channels());
    return relative(search.nearest(projection.apply(features.values())));
  }

  @Override
  public float[] distances(ImageFeatures image, FeatureExtractor patches) {
    checkChannels(patches.channels());
    return relative(search.nearest(image.get(new PatchPoints(patches, projection))));
  }

  /**
   * The same without one of the images that the bank was made from, so that the image's own patches
   * can be scored (leave-one-out). Where the bank holds a patch of this image, the coreset left out
   * similar patches of other images; the most similar of these takes its place. If the bank was
   * made from this image alone, the whole bank is used.
   *
   * @param image its number in the sample
   * @throws IllegalStateException if this is not the bank that {@link #of(PatchSample,
   *     FeatureExtractor, int, long)} made
   */
  @Override
  public float[] distancesWithout(int image, PatchFeatures features) {
    checkChannels(features.channels());
    return distancesWithout(image, projection.apply(features.values()));
  }

  @Override
  public float[] distancesWithout(int number, ImageFeatures image, FeatureExtractor patches) {
    checkChannels(patches.channels());
    return distancesWithout(number, image.get(new PatchPoints(patches, projection)));
  }

  private float[] distancesWithout(int image, float[] points) {
    checkState(origins.isPresent(), "only a library that training has just made knows its images");
    return relative(origins.get().nearestWithout(image, points, search));
  }

  /**
   * This bank without the patches of its images that leave-one-out needs, which take as much memory
   * as its own. It shares everything else with this one.
   */
  @Override
  public MemoryBank withoutOrigins() {
    return new MemoryBank(projection, bank, scales, images, Optional.empty(), search);
  }

  /** Divides each distance by the scale of the patch that it leads to. */
  private float[] relative(NeighborSearch.Matches matches) {
    float[] distances = matches.distances();
    for (int i = 0; i < distances.length; i++) {
      distances[i] /= scales[matches.points()[i]];
    }
    return distances;
  }

  @Override
  public Optional<Projection> projection() {
    return Optional.of(projection);
  }

  /** How many features a patch must have to be scored. */
  @Override
  public int channels() {
    return projection.channels();
  }

  /** How many patches it holds. */
  public int size() {
    return bank.length / projection.dimensions();
  }

  private static void checkRange(float[] mean, float[] matrix, float[] bank) {
    ValueRange.checkProjection(mean, matrix);
    ValueRange.check(BANK, bank);
  }

  private void checkChannels(int channels) {
    checkArgument(
        channels == projection.channels(),
        "patches of %s features for a memory bank of %s",
        channels,
        projection.channels());
  }
}
