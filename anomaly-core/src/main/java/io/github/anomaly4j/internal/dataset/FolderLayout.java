package io.github.anomaly4j.internal.dataset;

import static io.github.anomaly4j.internal.dataset.FolderKind.MASKS;
import static io.github.anomaly4j.internal.dataset.FolderKind.NAME;
import static io.github.anomaly4j.internal.dataset.FolderKind.NORMAL_TEST;
import static io.github.anomaly4j.internal.dataset.FolderKind.SUSPECT;
import static io.github.anomaly4j.internal.dataset.FolderKind.TEST;
import static io.github.anomaly4j.internal.dataset.FolderKind.TRAIN;
import static io.github.anomaly4j.internal.dataset.FolderKind.VALIDATION;

import io.github.anomaly4j.data.EmptyImageSetException;
import io.github.anomaly4j.data.ImageSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads the layouts that {@link ImageSet#folder} describes. Refuses what may be read in two ways,
 * or would have defects learned as normal, and warns of what is left out.
 */
public final class FolderLayout {
  private final Path root;
  private final FolderTree tree = new FolderTree();
  private final FoundImages found = new FoundImages();
  private final ProductReader reader = new ProductReader(tree, found);
  private final LabelReader labels = new LabelReader(tree, found);

  private FolderLayout(Path root) {
    this.root = root;
  }

  /** The images of a folder that exists, as {@link ImageSet#folder} describes. */
  public static ImageSet read(Path root) throws IOException {
    FolderLayout layout = new FolderLayout(root);
    layout.read();
    return SpellingCheck.checked(root, layout.found.entries(), layout.found.warnings());
  }

  private void read() throws IOException {
    Optional<Path> split = VisaSplit.in(root);
    if (split.isPresent()) {
      VisaSplit.read(split.get(), root, Optional.empty(), found.entries(), found.warnings());
      return;
    }
    Optional<RealIadLists> lists = RealIadLists.of(root);
    if (lists.isPresent()) {
      lists.get().read(found);
      return;
    }
    ImageFolder top = tree.list(root);
    if (tree.isProduct(top)) {
      FolderKind kind = FolderTree.hasSplits(top) ? NAME : FolderTree.kindOf(root);
      boolean part = kind == TRAIN || kind == TEST || kind == VALIDATION;
      reader.product(
          top, FolderTree.name(part ? FolderTree.parent(root) : root), part && kind != TRAIN);
    } else if (tree.isKolektor(top)) {
      for (Path item : top.folders()) {
        labels.labeledByMasks(tree.list(item), FolderTree.name(root), false);
      }
    } else {
      products(top);
    }
    if (found.entries().isEmpty()) {
      throw new EmptyImageSetException(
          MessageText.text(root)
              + " holds no image that can be used"
              + (found.warnings().isEmpty() ? "" : " (" + String.join("; ", found.warnings()) + ")")
              + "; expected CATEGORY/train/good/*, CATEGORY/* or images directly in it ("
              + ImageFolder.READ
              + ")");
    }
  }

  /** Each folder is a product. */
  private void products(ImageFolder top) throws IOException {
    List<String> named = top.folders().stream().map(MessageText::shown).sorted().toList();
    if (named.equals(List.of("0", "1"))) {
      throw new IOException(
          "%s holds the folders 0 and 1, which may be labels, and which of them is normal is not told; expected products' names, or normal beside abnormal: rename them, or %s"
              .formatted(MessageText.text(root), FoundImages.MANIFEST));
    }
    if (!top.images().isEmpty()) {
      plain(top, FolderTree.name(root), false);
      if (top.folders().stream().anyMatch(folder -> FolderTree.kindOf(folder) == NAME)) {
        found.warn(
            "images lie directly in %s and in its folders (%s): %s is read as a product of its own beside them; if all are one product, put them into one folder"
                .formatted(
                    MessageText.text(root),
                    MessageText.names(top.folders()),
                    FolderTree.name(root)));
      }
    }
    found.tellUnread(top);
    for (Path folder : top.folders()) {
      ImageFolder product = tree.list(folder);
      if (tree.isProduct(product)
          && (FolderTree.hasSplits(product) || !FolderTree.isNamedLikeNoProduct(folder))) {
        reader.product(product, FolderTree.name(folder), false);
      } else {
        plain(product, FolderTree.name(folder), true);
      }
    }
  }

  /** Normal images of one product, directly in a folder. */
  private void plain(ImageFolder folder, String name, boolean child) throws IOException {
    FolderKind kind = FolderTree.kindOf(folder.path());
    int below = child ? FolderTree.below(folder) : 0;
    if (kind == SUSPECT && !child) {
      // The caller named this folder, for example that of a project on anomalies: its name is not
      // part of a layout.
      found.warn(
          "%s has a name that speaks of defects, and all of its %d images are taken for normal; expected normal images of one product: move defective ones out"
              .formatted(MessageText.text(folder.path()), folder.images().size()));
    } else if (FolderTree.isNamedLikeNoProduct(folder.path())) {
      throw new IOException(
          "%s holds %d images and is named like %s: nothing is learned as normal from such a folder; expected a product's name, or %s; if it is the name of a product, %s"
              .formatted(
                  MessageText.text(folder.path()),
                  ImageFolder.count(folder.path()),
                  kind == MASKS ? "masks or labels" : "defective images",
                  "normal (or good, ok) beside abnormal (or bad, ng) and mask in one folder of the product",
                  FoundImages.MANIFEST));
    }
    if (child && (kind == TRAIN || kind == TEST || kind == VALIDATION || kind == NORMAL_TEST)) {
      throw new IOException(
          "%s lies beside folders of products and is named like a part of one; expected PRODUCT/%s: move it into its product, or %s"
              .formatted(
                  MessageText.text(folder.path()),
                  MessageText.shown(folder.path()),
                  FoundImages.MANIFEST));
    }
    if (folder.images().isEmpty()) {
      throw new EmptyImageSetException(
          MessageText.text(folder.path())
              + " holds no image"
              + (below == 0
                  ? "; expected normal images in it or in its train/good ("
                      + ImageFolder.READ
                      + "): add some or remove the folder"
                  : " directly, but %d in its folders (%s); expected PRODUCT/*: give a folder of products, such as %s, if it is one, or %s"
                      .formatted(
                          below,
                          MessageText.names(folder.folders()),
                          MessageText.text(folder.path()),
                          FoundImages.MANIFEST)));
    }
    if (!folder.masks().isEmpty()) {
      labels.labeledByMasks(folder, name, false);
    } else {
      for (Path image : folder.images()) {
        found.addNormal(image, name);
      }
    }
    if (child) {
      found.tellBelow(folder, "not learned");
      found.tellUnread(folder);
    }
  }
}
