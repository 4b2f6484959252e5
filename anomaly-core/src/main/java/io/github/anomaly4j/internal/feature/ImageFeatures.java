package io.github.anomaly4j.internal.feature;

import static com.google.common.base.Preconditions.checkState;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.area.InspectedArea;
import io.github.anomaly4j.spi.Grid;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An image and the features that have been computed from it. Each feature is computed once, when it
 * is first requested. Thread safe.
 */
public final class ImageFeatures {
  private static final Image ABSENT = Image.of(1, 1, new float[Image.CHANNELS]);

  private final Image image;
  private final Optional<InspectedArea> area;
  private final Optional<View> view;
  private final Map<ImageFeature<?>, Place> known = new ConcurrentHashMap<>();

  /** All of the image counts. */
  public ImageFeatures(Image image) {
    this(image, Optional.empty());
  }

  /**
   * @param area the part of it that counts; the rest is hidden already
   */
  public ImageFeatures(Image image, Optional<InspectedArea> area) {
    this(image, area, Optional.empty());
  }

  /**
   * @param area the part of it that counts; the rest is hidden already
   * @param view the part of it that is seen; empty for all of it
   */
  public ImageFeatures(Image image, Optional<InspectedArea> area, Optional<View> view) {
    this.image = image;
    this.area = area;
    this.view = view;
  }

  /** The same image and view, of which only a part counts; the rest is hidden. */
  public ImageFeatures within(InspectedArea part) {
    return new ImageFeatures(part.filled(image), Optional.of(part), view);
  }

  /**
   * Features of an image that is not at hand.
   *
   * @param values by feature; others cannot be computed
   */
  public static ImageFeatures known(Map<? extends ImageFeature<?>, ?> values) {
    ImageFeatures features = new ImageFeatures(ABSENT);
    values.forEach(
        (feature, value) -> {
          Place place = new Place();
          place.value = value;
          features.known.put(feature, place);
        });
    return features;
  }

  /** Takes the value of a feature that was computed from an equal image. */
  public <T> void take(ImageFeature<T> feature, T value) {
    Place place = new Place();
    place.value = value;
    known.putIfAbsent(feature, place);
  }

  public Image image() {
    checkState(image != ABSENT, "the image is not at hand");
    return image;
  }

  /** The part of the image that counts; empty for all of it. */
  public Optional<InspectedArea> area() {
    return area;
  }

  /** The part of the image that is seen; empty for all of it. */
  public Optional<View> view() {
    return view;
  }

  /**
   * Which positions of a grid count: those in the image, and of them those that are looked at and
   * seen; if none is seen, those that are looked at.
   */
  public boolean[] scored(Grid grid) {
    boolean[] looked = area.map(inspected -> inspected.on(grid)).orElseGet(grid::inside);
    return view.map(part -> seen(part, grid, looked)).orElse(looked);
  }

  /** The share of what is to be inspected that is seen, from 0 to 1. */
  public double seen() {
    return view.map(part -> part.share(area)).orElse(1.0);
  }

  private static boolean[] seen(View part, Grid grid, boolean[] looked) {
    boolean[] seen = looked.clone();
    boolean any = false;
    for (int i = 0; i < seen.length; i++) {
      seen[i] &= part.shows(grid, i);
      any |= seen[i];
    }
    return any ? seen : looked;
  }

  /** Where the value of a feature is kept; whoever holds the lock computes it. */
  private static final class Place {
    private final Lock lock = new ReentrantLock();
    private @Nullable Object value;
  }

  /** A feature of the image. */
  @SuppressWarnings("unchecked") // The value of a feature is stored under that feature.
  public <T> T get(ImageFeature<T> feature) {
    // The place alone is made here, because a feature may request other features.
    Place place = known.computeIfAbsent(feature, unknown -> new Place());
    place.lock.lock();
    try {
      if (place.value == null) {
        checkState(image != ABSENT, "the image is not at hand, and %s is not known", feature);
        place.value = feature.of(this);
      }
      return (T) place.value;
    } finally {
      place.lock.unlock();
    }
  }

  /**
   * Computes features that do not need each other, each on one thread, if there are several of
   * both. A single one is left to {@link #get}, where it may use all threads.
   */
  public void compute(List<? extends ImageFeature<?>> independent) {
    if (independent.size() < 2 || Workers.here().threads() < 2) {
      return;
    }
    Workers.here().forEach(independent.size(), i -> get(independent.get(i)));
  }
}
