package io.github.anomaly4j.internal.registration;

import io.github.anomaly4j.image.Image;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Learns the template of a category from its normal images: lays them over the one that is most
 * like the others, and then twice over their mean. Keeps a small plane of each image. Not thread
 * safe.
 */
public final class TemplateLearner {
  /** More images do not make the mean better. */
  private static final int MOST = 64;

  /** How many images are compared to find the one to begin with. */
  private static final int FIRST = 12;

  private static final int ROUNDS = 2;

  /** If fewer of the images can be laid over the others, they do not show a part in one place. */
  private static final double FOUND = 0.9;

  /** A part with a defect is less similar than the least similar training image, by this share. */
  private static final double LESS = 0.2;

  /** Or by this many times what that image lacks to 1, if that is less. */
  private static final double TIMES = 4;

  /** But a large defect alone may make it less similar by as much. */
  private static final double DEFECT = 0.1;

  private final SearchRange range;
  private final List<Plane> all = new ArrayList<>();

  /** Those of one size. */
  private final List<Plane> planes = new ArrayList<>();

  public TemplateLearner(SearchRange range) {
    this.range = range;
  }

  /** Takes in an image; those whose sides are in one proportion are brought to one size. */
  public void add(Image image) {
    if (!isFull()) {
      int[] size =
          all.stream()
              .filter(plane -> PartTemplate.isProportioned(image, plane))
              .map(plane -> new int[] {plane.width(), plane.height()})
              .findFirst()
              .orElseGet(() -> PartTemplate.size(image.width(), image.height()));
      all.add(Plane.luma(image.resize(size[0], size[1])));
    }
  }

  /** Whether more images are not needed. */
  public boolean isFull() {
    return all.size() >= MOST;
  }

  /**
   * The template; empty if the images do not show a part that lies nearly in one place. Those of
   * another proportion than most show it elsewhere.
   */
  public Optional<PartTemplate> template() {
    planes.clear();
    for (Plane first : all) {
      List<Plane> alike =
          all.stream()
              .filter(plane -> plane.width() == first.width() && plane.height() == first.height())
              .toList();
      if (alike.size() > planes.size()) {
        planes.clear();
        planes.addAll(alike);
      }
    }
    if (Math.min(planes.get(0).width(), planes.get(0).height()) < Registrar.LEAST) {
      return Optional.empty();
    }
    Plane mean = mostTypical();
    double[] similarities = new double[planes.size()];
    double leastSeen = 1;
    for (int round = 0; round <= ROUNDS; round++) {
      Registrar registrar = new Registrar(mean, range, PartTemplate.SIDE);
      List<Alignment> alignments = planes.stream().map(registrar::register).toList();
      int found = (int) alignments.stream().filter(Alignment::found).count();
      if (found < FOUND * all.size()) {
        return Optional.empty();
      }
      for (int i = 0; i < similarities.length; i++) {
        similarities[i] = alignments.get(i).similarity();
      }
      leastSeen = alignments.stream().mapToDouble(own -> seen(own.place())).min().orElseThrow();
      if (round < ROUNDS) {
        mean = mean(alignments);
      }
    }
    double low = Arrays.stream(similarities).min().orElseThrow();
    double less = Math.max(DEFECT, Math.min(LESS * low, TIMES * (1 - low)));
    return Optional.of(new PartTemplate(mean, range, Math.max(0, low - less), leastSeen));
  }

  private double seen(Rigid place) {
    return PartTemplate.view(place, planes.get(0).width(), planes.get(0).height())
        .map(view -> view.share(Optional.empty()))
        .orElse(1.0);
  }

  private Plane mostTypical() {
    int count = Math.min(FIRST, planes.size());
    double best = Double.NEGATIVE_INFINITY;
    Plane typical = planes.get(0);
    for (int i = 0; i < count; i++) {
      double sum = 0;
      for (int other = 0; other < count; other++) {
        sum += Agreement.of(planes.get(i), planes.get(other), Rigid.NONE).correlation();
      }
      if (sum > best) {
        best = sum;
        typical = planes.get(i);
      }
    }
    return typical;
  }

  /** The mean of the images, each moved to the mean of their places. */
  private Plane mean(List<Alignment> alignments) {
    double dx = 0;
    double dy = 0;
    double radians = 0;
    int count = 0;
    for (Alignment alignment : alignments) {
      if (alignment.found()) {
        dx += alignment.place().dx();
        dy += alignment.place().dy();
        radians += alignment.place().radians();
        count++;
      }
    }
    Rigid center = new Rigid(dx / count, dy / count, radians / count);
    int width = planes.get(0).width();
    int height = planes.get(0).height();
    double[] sums = new double[width * height];
    int[] counts = new int[width * height];
    for (int i = 0; i < planes.size(); i++) {
      if (!alignments.get(i).found()) {
        continue;
      }
      // From the place in the mean to that in the old template, and from there to the image.
      Rigid.Places places = alignments.get(i).place().after(center.inverse()).in(width, height);
      for (int pixel = 0; pixel < sums.length; pixel++) {
        double x = places.x(pixel % width, pixel / width);
        double y = places.y(pixel % width, pixel / width);
        if (planes.get(i).holds(x, y)) {
          sums[pixel] += planes.get(i).at(x, y);
          counts[pixel]++;
        }
      }
    }
    double all = 0;
    int known = 0;
    for (int pixel = 0; pixel < sums.length; pixel++) {
      all += sums[pixel];
      known += counts[pixel];
    }
    float[] mean = new float[sums.length];
    for (int pixel = 0; pixel < mean.length; pixel++) {
      mean[pixel] =
          (float) (counts[pixel] > 0 ? sums[pixel] / counts[pixel] : all / Math.max(1, known));
    }
    return new Plane(width, height, mean);
  }
}
