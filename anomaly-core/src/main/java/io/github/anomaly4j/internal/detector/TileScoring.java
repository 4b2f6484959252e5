package io.github.anomaly4j.internal.detector;

import static java.util.Objects.requireNonNull;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.image.LargeImage;
import io.github.anomaly4j.internal.evidence.Reading;
import io.github.anomaly4j.internal.feature.Framing;
import io.github.anomaly4j.internal.feature.ImageFeatures;
import io.github.anomaly4j.internal.grid.Content;
import io.github.anomaly4j.internal.grid.EvidenceMap;
import io.github.anomaly4j.internal.score.Fusion;
import io.github.anomaly4j.internal.score.MapPeaks;
import io.github.anomaly4j.internal.tile.Overview;
import io.github.anomaly4j.internal.tile.TileMap;
import io.github.anomaly4j.internal.tile.Tiles;
import io.github.anomaly4j.spi.Grid;
import java.awt.Rectangle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Scores a large image tile by tile. A few tiles are read, scored on all threads, and taken in
 * order; so memory does not grow with the image, and the result does not depend on their number.
 *
 * @param detected the evidence that is computed
 * @param mapped whether the map is made; otherwise its peak is found, which takes longer
 */
public record TileScoring(DetectorState state, Set<Evidence> detected, boolean mapped) {

  /**
   * The result for an image.
   *
   * @param tiles how many it has
   * @param raw the scores of its most abnormal tile
   * @param highest the normal score of that tile
   * @param peak the highest place of the tiles' maps, as a normal score
   * @param overview the image, shrunk
   */
  public record Scored(
      int tiles,
      Map<Evidence, Double> raw,
      double highest,
      double peak,
      Image overview,
      TileMap map,
      boolean tellsPlaces) {}

  /** The result for a tile. */
  private record Tile(
      Map<Evidence, Double> raw,
      double score,
      double peak,
      Content content,
      float[] map,
      boolean tellsPlaces) {}

  /** Scores an image; with the threads of the caller, or one for each processor. */
  public Scored score(LargeImage image, CategoryModel category) throws IOException {
    if (Workers.given().isPresent()) {
      return score(image, category, Workers.here());
    }
    try (Workers workers = Workers.of(Runtime.getRuntime().availableProcessors())) {
      return workers.run(() -> score(image, category, workers));
    }
  }

  private Scored score(LargeImage image, CategoryModel category, Workers workers)
      throws IOException {
    Tiles tiles = requireNonNull(state.config().tiles());
    List<Rectangle> places = tiles.of(image.width(), image.height());
    Overview overview = new Overview(image.width(), image.height());
    TileMap map = new TileMap(image.width(), image.height(), tiles);
    Tile highest = null;
    double peak = Double.NEGATIVE_INFINITY;
    boolean tellsPlaces = false;
    int few = tiles.atOnce(workers.threads(), Runtime.getRuntime().maxMemory());
    List<Image> read = read(image, places.subList(0, Math.min(few, places.size())), overview);
    for (int from = 0; from < places.size(); from += few) {
      List<Rectangle> some = places.subList(from, Math.min(places.size(), from + few));
      List<Rectangle> later =
          places.subList(from + some.size(), Math.min(places.size(), from + some.size() + few));
      List<Image> next = new ArrayList<>();
      List<Image> own = read;
      List<Tile> scored = new ArrayList<>(Collections.nCopies(own.size(), (Tile) null));
      try {
        // One thread reads what comes next while the others score.
        workers.forEach(
            own.size() + 1,
            i -> {
              if (i == 0) {
                next.addAll(unchecked(image, later, overview));
              } else {
                scored.set(i - 1, tile(own.get(i - 1), category));
              }
            });
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
      read = next;
      for (int i = 0; i < scored.size(); i++) {
        Tile tile = scored.get(i);
        if (mapped) {
          map.add(
              tiles.shown(some.get(i)),
              tile.map(),
              tile.content().height(),
              tile.content().width());
        }
        tellsPlaces |= tile.tellsPlaces();
        peak = Math.max(peak, tile.peak());
        // NaN must be seen: it is above all others here.
        if (highest == null || Double.compare(tile.score(), highest.score()) > 0) {
          highest = tile;
        }
      }
    }
    Tile found = requireNonNull(highest);
    return new Scored(
        places.size(), found.raw(), found.score(), peak, overview.image(image), map, tellsPlaces);
  }

  private List<Image> unchecked(LargeImage image, List<Rectangle> places, Overview overview) {
    try {
      return read(image, places, overview);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Image> read(LargeImage image, List<Rectangle> places, Overview overview)
      throws IOException {
    Tiles tiles = requireNonNull(state.config().tiles());
    List<Image> read = new ArrayList<>();
    for (Rectangle place : places) {
      Image given = tiles.read(image, place);
      overview.add(given, tiles.own(place, image.width(), image.height()));
      read.add(state.intake().take(given));
    }
    return read;
  }

  private Tile tile(Image image, CategoryModel category) {
    ImageFeatures features = new ImageFeatures(image);
    Map<Evidence, Reading> readings = category.read(detected, features);
    Map<Evidence, Double> raw = Reading.scores(readings);
    Map<Evidence, EvidenceMap> maps = Reading.maps(readings);
    Content content = features.get(new Framing(state.evidence().frame())).content();
    Fusion fusion = category.fusion();
    return new Tile(
        raw,
        fusion.normalScore(raw),
        mapped ? 0 : fusion.highest(MapPeaks.of(maps, state.config().evidence())),
        content,
        mapped
            ? fusion.map(maps, Grid.even(content.height(), content.width())).values()
            : new float[0],
        fusion.tellsPlaces(maps));
  }
}
