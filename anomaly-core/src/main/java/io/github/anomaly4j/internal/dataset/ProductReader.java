package io.github.anomaly4j.internal.dataset;

import static io.github.anomaly4j.internal.dataset.FolderKind.MASKS;
import static io.github.anomaly4j.internal.dataset.FolderKind.NORMAL;
import static io.github.anomaly4j.internal.dataset.FolderKind.TEST;
import static io.github.anomaly4j.internal.dataset.FolderKind.TRAIN;
import static io.github.anomaly4j.internal.dataset.FolderKind.VALIDATION;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.Split;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads one product: its train and test folders, or its folders of normal and defective images. */
final class ProductReader {
  private final FolderTree tree;
  private final FoundImages found;
  private final LabelReader labels;

  ProductReader(FolderTree tree, FoundImages found) {
    this.tree = tree;
    this.found = found;
    this.labels = new LabelReader(tree, found);
  }

  /**
   * One product with folders for splits or for normal and defective images.
   *
   * @param testOnly whether normal images are for the test too
   */
  void product(ImageFolder folder, String name, boolean testOnly) throws IOException {
    Optional<Path> visa = tree.visaImages(folder);
    if (visa.isPresent()) {
      visa(folder, visa.get(), name);
      return;
    }
    if (!folder.images().isEmpty()) {
      found.warn(
          "%s directly in %s not looked at, as its folders say what is normal: move them into one of %s"
              .formatted(
                  MessageText.count(folder.images().size(), "image", "images"),
                  MessageText.text(folder.path()) + (folder.images().size() == 1 ? " is" : " are"),
                  MessageText.names(folder.folders())));
    }
    found.tellUnread(folder);
    List<Path> train = FolderTree.children(folder, TRAIN);
    List<Path> test = FolderTree.children(folder, TEST);
    for (Path part : FolderTree.children(folder, VALIDATION)) {
      int count = ImageFolder.count(part);
      if (count > 0) {
        found.warn(
            "%s of %s not used: training holds normal images out by itself; move those to learn into train/good"
                .formatted(
                    MessageText.count(count, "image", "images"),
                    MessageText.text(part) + (count == 1 ? " is" : " are")));
      }
    }
    if (train.isEmpty() && test.isEmpty()) {
      labels.labeled(folder, folder.folders(), FolderTree.children(folder, MASKS), name, testOnly);
      return;
    }
    for (Path part : train) {
      train(tree.list(part), name);
    }
    List<Path> tested = new ArrayList<>();
    List<Path> masks = new ArrayList<>(FolderTree.children(folder, MASKS));
    for (Path part : test) {
      ImageFolder listedTest = tree.list(part);
      masks.addAll(FolderTree.children(listedTest, MASKS));
      for (Path kind : listedTest.folders()) {
        if (FolderTree.kindOf(kind) != MASKS) {
          tested.add(kind);
        }
      }
      found.tellUnread(listedTest);
      if (!listedTest.masks().isEmpty()) {
        labels.labeledByMasks(listedTest, name, true);
      } else if (!listedTest.images().isEmpty()) {
        found.warn(
            "%s directly in %s not scored, for no folder says whether it is normal: expected test/good/* and test/KIND/*, or %s"
                .formatted(
                    MessageText.count(listedTest.images().size(), "image", "images"),
                    MessageText.text(part) + (listedTest.images().size() == 1 ? " is" : " are"),
                    FoundImages.MANIFEST));
      }
    }
    labels.kinds(tested, masks, name);
    tellOthers(folder, train.isEmpty() ? test : train);
  }

  /**
   * Warns of folders that are no part of a product.
   *
   * @param parts folders of the product that are read
   * @throws IOException if one of the others looks like a product
   */
  private void tellOthers(ImageFolder folder, List<Path> parts) throws IOException {
    for (Path child : folder.folders()) {
      FolderKind kind = FolderTree.kindOf(child);
      boolean looked = kind == TRAIN || kind == TEST || kind == VALIDATION || kind == MASKS;
      int count = looked ? 0 : ImageFolder.count(child);
      if (count > 0) {
        if (tree.isProduct(tree.list(child))) {
          throw new IOException(
              "%s holds %s, which looks like a product, beside %s; expected products alone or one product's train and test: move the product out, or %s"
                  .formatted(
                      MessageText.text(folder.path()),
                      MessageText.shown(child),
                      MessageText.names(parts),
                      FoundImages.MANIFEST));
        }
        found.warn(
            "%s of %s not looked at, beside %s: expected train/good, test/good and test/KIND"
                .formatted(
                    MessageText.count(count, "image", "images"),
                    MessageText.text(child) + (count == 1 ? " is" : " are"),
                    MessageText.names(parts)));
      }
    }
  }

  /** Normal images to learn from. */
  private void train(ImageFolder train, String name) throws IOException {
    List<Path> good = FolderTree.children(train, NORMAL);
    if (good.isEmpty()) {
      if (!train.masks().isEmpty()) {
        int before = found.entries().size();
        labels.labeledByMasks(train, name, false);
        List<ImageEntry> added = found.entries().subList(before, found.entries().size());
        int all = added.size();
        added.removeIf(ImageEntry::anomalous);
        if (added.size() < all) {
          found.warn(
              "%s of %s not learned, as a mask marks a defect on each"
                  .formatted(
                      MessageText.count(all - added.size(), "image", "images"),
                      MessageText.text(train.path()) + (all - added.size() == 1 ? " is" : " are")));
        }
        return;
      }
      int below = FolderTree.below(train);
      if (train.images().isEmpty() && below > 0) {
        throw new IOException(
            "%s holds no image directly and no folder good, but %d images in %s; expected train/good/*, or PRODUCT/train/good/* for each product: move them, or %s"
                .formatted(
                    MessageText.text(train.path()),
                    below,
                    MessageText.names(train.folders()),
                    FoundImages.MANIFEST));
      }
      for (Path image : train.images()) {
        found.addNormal(image, name);
      }
    } else {
      if (!train.images().isEmpty()) {
        found.warn(
            "%s directly in %s not learned, as %s holds the normal ones: move them there if they are normal"
                .formatted(
                    MessageText.count(train.images().size(), "image", "images"),
                    MessageText.text(train.path()) + (train.images().size() == 1 ? " is" : " are"),
                    MessageText.names(good)));
      }
      for (Path folder : good) {
        labels.normal(tree.list(folder), name, Split.TRAIN);
      }
    }
    found.tellUnread(train);
    for (Path child : train.folders()) {
      int count =
          good.contains(child) || FolderTree.kindOf(child) == MASKS ? 0 : ImageFolder.count(child);
      if (count > 0) {
        found.warn(
            "%s of %s not learned: only train/good, or what lies directly in train, is; move what is normal there and defects to test/KIND"
                .formatted(
                    MessageText.count(count, "image", "images"),
                    MessageText.text(child) + (count == 1 ? " is" : " are")));
      }
    }
  }

  /** A product of VisA, divided by its list if there is one. */
  private void visa(ImageFolder product, Path images, String name) throws IOException {
    Optional<Path> split = VisaSplit.in(FolderTree.parent(product.path()));
    if (split.isPresent()) {
      int before = found.entries().size();
      VisaSplit.read(
          split.get(),
          FolderTree.parent(product.path()),
          Optional.of(name),
          found.entries(),
          found.warnings());
      if (found.entries().size() > before) {
        return;
      }
    }
    List<Path> masks = new ArrayList<>();
    for (Path data : product.folders()) {
      if (images.startsWith(data)) {
        masks.addAll(FolderTree.children(tree.list(data), MASKS));
      }
    }
    ImageFolder listedImages = tree.list(images);
    labels.labeled(listedImages, listedImages.folders(), masks, name, false);
  }
}
