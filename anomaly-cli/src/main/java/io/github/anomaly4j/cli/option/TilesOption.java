package io.github.anomaly4j.cli.option;

import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.internal.grid.Letterbox;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Whether images are learned and scored in tiles. */
public final class TilesOption {
  /** The usual part of a tile that the next one shows too. */
  private static final int OVERLAP = 8;

  @Option(
      names = "--tiles",
      paramLabel = "SIZE[,OVERLAP]",
      converter = Converter.class,
      description =
          "Learn and score images in square tiles of SIZE pixels that overlap by OVERLAP (an eighth"
              + " of SIZE by default): for line scans and images of 20 to 150 megapixels, which are"
              + " read by regions where their format allows it (PNG, TIFF, BMP). An image has one"
              + " score, whatever the number of its tiles. It is saved with the model.")
  private Tiles tiles;

  /**
   * Tiles.
   *
   * @param size in pixels
   * @param overlap in pixels
   */
  record Tiles(int size, int overlap) {}

  /** Whether the option was given. */
  public boolean isGiven() {
    return tiles != null;
  }

  /** Sets the tiles, if they were given. */
  public void apply(AnomalyDetectorBuilder builder) {
    if (tiles != null) {
      builder.tiles(tiles.size(), tiles.overlap());
    }
  }

  /**
   * The length in pixels of an image that holds a number of tiles in a row.
   *
   * @param size of a tile if none was given on the command line
   * @param overlap likewise
   * @param count the number of tiles
   */
  int length(int size, int overlap, int count) {
    Tiles own = tiles == null ? new Tiles(size, overlap) : tiles;
    return Math.toIntExact(own.size() + (count - 1L) * (own.size() - own.overlap()));
  }

  /** Refuses tiles, those that were given or these, that do not go with a frame of a side. */
  void check(int size, int overlap, int side) {
    Tiles own = tiles == null ? new Tiles(size, overlap) : tiles;
    new io.github.anomaly4j.internal.tile.Tiles(own.size(), own.overlap())
        .check(new Letterbox(side, side));
  }

  /** One or two numbers. */
  static final class Converter implements ITypeConverter<Tiles> {
    @Override
    public Tiles convert(String text) {
      String[] numbers = text.split(",", -1);
      try {
        int size = Integer.parseInt(numbers[0].strip());
        if (numbers.length <= 2) {
          return new Tiles(
              size, numbers.length == 1 ? size / OVERLAP : Integer.parseInt(numbers[1].strip()));
        }
      } catch (NumberFormatException e) {
        throw new TypeConversionException("'" + text + "' are no tiles such as 512,64");
      }
      throw new TypeConversionException("'" + text + "' are no tiles such as 512,64");
    }
  }
}
