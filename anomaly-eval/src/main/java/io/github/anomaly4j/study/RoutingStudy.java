package io.github.anomaly4j.study;

import com.google.common.collect.ImmutableMap;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.ImageReader;
import io.github.anomaly4j.internal.feature.Descriptor;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.feature.ScatteringFeatures;
import io.github.anomaly4j.internal.grid.Letterbox;
import io.github.anomaly4j.internal.route.Router;
import io.github.anomaly4j.internal.route.RouterTraining;
import io.github.anomaly4j.internal.route.TwoStageRouter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * How well each router finds the category of test images, and how well unknown products are
 * recognized as such: each product in turn is left out of what is learned, and its images are
 * shown.
 *
 * @param images how many test images of products with training images there are
 * @param discriminant share of the test images that the default router finds the category of
 * @param twoStage the same by pixels and colors
 * @param unknown share of the test images that is called unknown though the product is known
 * @param leftOut per product, of its images shown to a router that does not know it
 */
public record RoutingStudy(
    int images,
    double discriminant,
    double twoStage,
    double unknown,
    Map<String, LeftOut> leftOut) {
  private static final Descriptor OVERVIEW =
      new Descriptor(new ScatteringFeatures(new Letterbox(256, 256)));

  /**
   * A product that was left out.
   *
   * @param calledUnknown how many of its images were called unknown
   * @param shown how many there were
   */
  public record LeftOut(int calledUnknown, int shown) {}

  /** What the routers see of the images of one category. */
  private record Seen(List<float[]> descriptors, List<Image> thumbnails) {}

  public RoutingStudy {
    leftOut = ImmutableMap.copyOf(leftOut);
  }

  /**
   * Studies routing; trains no network. Blocks.
   *
   * @param set at least two categories with normal training images and test images
   * @param shown images of each left-out product that are shown at most: the first of its test
   *     images, or of its training images if it has none
   * @param progress gets the number of images that were read so far
   * @throws IllegalArgumentException if there are fewer than two categories, or no test images
   * @throws IOException if an image cannot be read
   */
  public static RoutingStudy of(ImageSet set, int shown, IntConsumer progress) throws IOException {
    return of(set, shown, ImageReader.defaults(), progress);
  }

  /**
   * Studies routing as {@link #of(ImageSet, int, IntConsumer)} does.
   *
   * @param files how they are read
   */
  public static RoutingStudy of(ImageSet set, int shown, ImageReader files, IntConsumer progress)
      throws IOException {
    List<String> categories = set.training().categories();
    if (categories.size() < 2 || set.test().size() == 0) {
      throw new IllegalArgumentException(
          "routing needs two products at least, and test images; there are %s and %d images"
              .formatted(categories, set.test().size()));
    }
    if (shown < 1) {
      throw new IllegalArgumentException("shown must be at least 1: " + shown);
    }
    Reader reader = new Reader(files, progress);
    List<Seen> training = new ArrayList<>();
    List<Seen> test = new ArrayList<>();
    for (String category : categories) {
      training.add(reader.read(set.training().category(category).entries()));
      test.add(reader.read(set.test().category(category).entries()));
    }
    if (test.stream().allMatch(own -> own.descriptors().isEmpty())) {
      throw new IllegalArgumentException(
          "none of the products that can be learned has test images: " + categories);
    }
    Router discriminant = discriminant(training);
    TwoStageRouter twoStage = TwoStageRouter.fit(training.stream().map(Seen::thumbnails).toList());
    int found = 0;
    int foundByPixels = 0;
    int unknown = 0;
    int images = 0;
    for (int category = 0; category < test.size(); category++) {
      for (float[] descriptor : test.get(category).descriptors()) {
        int route = discriminant.route(descriptor);
        found += route == category ? 1 : 0;
        unknown += discriminant.recognizes(descriptor, route) ? 0 : 1;
        images++;
      }
      for (Image thumbnail : test.get(category).thumbnails()) {
        foundByPixels += twoStage.route(thumbnail) == category ? 1 : 0;
      }
    }
    ImmutableMap.Builder<String, LeftOut> leftOut = ImmutableMap.builder();
    for (int category = 0; category < categories.size(); category++) {
      leftOut.put(categories.get(category), leftOut(category, training, test, shown));
    }
    return new RoutingStudy(
        images,
        (double) found / images,
        (double) foundByPixels / images,
        (double) unknown / images,
        leftOut.buildOrThrow());
  }

  private static LeftOut leftOut(int category, List<Seen> training, List<Seen> test, int shown) {
    Router others =
        discriminant(
            IntStream.range(0, training.size())
                .filter(other -> other != category)
                .mapToObj(training::get)
                .toList());
    Seen own = test.get(category);
    List<float[]> images =
        (own.descriptors().isEmpty() ? training.get(category) : own)
            .descriptors().stream().limit(shown).toList();
    int unknown =
        (int)
            images.stream().filter(image -> !others.recognizes(image, others.route(image))).count();
    return new LeftOut(unknown, images.size());
  }

  private static Router discriminant(List<Seen> categories) {
    return new RouterTraining(categories.stream().map(Seen::descriptors).toList()).train();
  }

  /** Reads images and counts them. */
  private static final class Reader {
    private final ImageReader images;
    private final IntConsumer progress;
    private int read;

    Reader(ImageReader images, IntConsumer progress) {
      this.images = images;
      this.progress = progress;
    }

    Seen read(List<ImageEntry> entries) throws IOException {
      List<float[]> descriptors = new ArrayList<>();
      List<Image> thumbnails = new ArrayList<>();
      for (ImageEntry entry : entries) {
        Image image = entry.read(images);
        descriptors.add(new ImageFeatures(image).get(OVERVIEW));
        thumbnails.add(image.resize(TwoStageRouter.SIDE, TwoStageRouter.SIDE));
        progress.accept(++read);
      }
      return new Seen(descriptors, thumbnails);
    }
  }
}
