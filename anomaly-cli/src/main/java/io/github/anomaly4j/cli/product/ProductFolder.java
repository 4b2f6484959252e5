package io.github.anomaly4j.cli.product;

import io.github.anomaly4j.concurrent.Workers;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.data.Split;
import io.github.anomaly4j.internal.file.PngFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Images of drawn products in a folder of MVTec AD's layout.
 *
 * @param products which products; at least one
 * @param seed which pieces are drawn; the same seed gives the same files
 * @param training normal pieces to learn from, per product, at least 1
 * @param good normal pieces to score, per product, at least 1
 * @param defective pieces to score per product and kind of defect, at least 1, from the subtlest to
 *     the most obvious
 */
public record ProductFolder(
    List<Product> products, long seed, int training, int good, int defective) {
  /** A file that marks its folder as drawn: it may be replaced. */
  private static final String MARK = ".drawn-by-anomaly";

  /** Pieces to score are other pieces than those to learn from, whatever their numbers. */
  private static final int FIRST_GOOD = 1_000_000;

  private static final int FIRST_DEFECTIVE = 2_000_000;
  private static final int PER_DEFECT = 100_000;

  public ProductFolder {
    if (training < 1 || good < 1 || defective < 1) {
      throw new IllegalArgumentException("every number of images must be at least 1");
    }
    if (products.isEmpty()) {
      throw new IllegalArgumentException("there must be at least one product");
    }
    products = List.copyOf(new LinkedHashSet<>(products));
  }

  /** How many images it holds, masks not counted. */
  public int size() {
    int size = 0;
    for (Product product : products) {
      size += training + good + product.defects().size() * defective;
    }
    return size;
  }

  /**
   * Draws the images and their masks. A folder of one of the products that was drawn before is
   * deleted first.
   *
   * @return what was drawn
   * @throws FileAlreadyExistsException if a product has a folder that was not drawn; nothing is
   *     deleted then
   * @throws IOException if a file cannot be written
   */
  public ImageSet write(Path root) throws IOException {
    List<Path> folders = products.stream().map(p -> root.resolve(p.category())).toList();
    for (Path folder : folders) {
      if (Files.exists(folder) && !Files.exists(folder.resolve(MARK))) {
        throw new FileAlreadyExistsException(
            folder.toString(), null, "it was not drawn by this program: choose another place");
      }
    }
    for (Path folder : folders) {
      delete(folder);
      Files.createDirectories(folder);
      Files.createFile(folder.resolve(MARK));
    }
    List<Piece> pieces = pieces(root);
    for (Piece piece : pieces) {
      Files.createDirectories(piece.entry().file().getParent());
      if (piece.entry().mask().isPresent()) {
        Files.createDirectories(piece.entry().mask().get().getParent());
      }
    }
    try {
      // Every piece has its own random streams: the order in which they are drawn does not matter.
      try (Workers workers = Workers.of(Runtime.getRuntime().availableProcessors())) {
        workers.forEach(pieces.size(), i -> draw(pieces.get(i)));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return ImageSet.of(pieces.stream().map(Piece::entry).toList());
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> tree = Files.walk(folder)) {
        for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private List<Piece> pieces(Path root) {
    List<Piece> pieces = new ArrayList<>();
    for (Product product : products) {
      Path folder = root.resolve(product.category());
      for (int i = 0; i < training; i++) {
        Path file = folder.resolve("train").resolve(ImageEntry.GOOD).resolve(name(i, ""));
        pieces.add(new Piece(ImageEntry.normal(file, product.category()), product, i, 0));
      }
      for (int i = 0; i < good; i++) {
        pieces.add(tested(folder, product, ImageEntry.GOOD, i, FIRST_GOOD + i, 0));
      }
      for (int kind = 0; kind < product.defects().size(); kind++) {
        String defect = product.defects().get(kind);
        for (int i = 0; i < defective; i++) {
          double severity = defective == 1 ? 0.5 : (double) i / (defective - 1);
          int index = FIRST_DEFECTIVE + kind * PER_DEFECT + i;
          pieces.add(tested(folder, product, defect, i, index, severity));
        }
      }
    }
    return pieces;
  }

  private static Piece tested(
      Path folder, Product product, String kind, int number, int index, double severity) {
    Path file = folder.resolve("test").resolve(kind).resolve(name(number, ""));
    Optional<Path> mask =
        kind.equals(ImageEntry.GOOD)
            ? Optional.empty()
            : Optional.of(
                folder.resolve("ground_truth").resolve(kind).resolve(name(number, "_mask")));
    ImageEntry entry = new ImageEntry(file, product.category(), Split.TEST, kind, mask);
    return new Piece(entry, product, index, severity);
  }

  private static String name(int number, String suffix) {
    return String.format(Locale.ROOT, "%03d%s.png", number, suffix);
  }

  private void draw(Piece piece) {
    ImageEntry entry = piece.entry();
    try {
      if (entry.anomalous()) {
        Specimen specimen =
            piece.product().defective(seed, piece.index(), entry.defect(), piece.severity());
        store(specimen.image().toBufferedImage(), entry.file());
        store(specimen.mask().toBufferedImage(), entry.mask().orElseThrow());
      } else {
        store(piece.product().normal(seed, piece.index()).toBufferedImage(), entry.file());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void store(BufferedImage image, Path file) throws IOException {
    PngFile.write(file, image);
  }

  private record Piece(ImageEntry entry, Product product, int index, double severity) {}
}
