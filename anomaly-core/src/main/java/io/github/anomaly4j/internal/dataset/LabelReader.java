package io.github.anomaly4j.internal.dataset;

import static io.github.anomaly4j.internal.dataset.FolderKind.DEFECTIVE;
import static io.github.anomaly4j.internal.dataset.FolderKind.MASKS;
import static io.github.anomaly4j.internal.dataset.FolderKind.NORMAL;
import static io.github.anomaly4j.internal.dataset.FolderKind.NORMAL_TEST;
import static io.github.anomaly4j.internal.dataset.FolderKind.VALIDATION;

import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.Split;
import io.github.anomaly4j.image.Mask;
import io.github.anomaly4j.internal.dataset.MaskFolders.Tested;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads images whose folder or mask says whether they are normal: {@code good} and {@code bad}, or
 * a mask next to each image.
 */
final class LabelReader {
  private final FolderTree tree;
  private final FoundImages found;

  LabelReader(FolderTree tree, FoundImages found) {
    this.tree = tree;
    this.found = found;
  }

  /**
   * Normal images, directly in a folder that is named so; refuses a folder that contains only
   * folders.
   */
  void normal(ImageFolder folder, String name, Split split) throws IOException {
    int below = FolderTree.below(folder);
    if (folder.images().isEmpty() && below > 0) {
      throw new IOException(
          "%s holds no image directly, but %d in its folders (%s); expected the normal images of one product in it: if these are products, make it PRODUCT/good/*, or %s"
              .formatted(
                  MessageText.text(folder.path()),
                  below,
                  MessageText.names(folder.folders()),
                  FoundImages.MANIFEST));
    }
    for (Path image : folder.images()) {
      found.add(
          image, name, split, ImageEntry.GOOD, Optional.ofNullable(folder.masks().get(image)));
    }
    found.tellBelow(folder, split == Split.TRAIN ? "not learned" : "not scored");
    found.tellUnread(folder);
  }

  /** A product's folders for normal and for defective images, without splits. */
  void labeled(
      ImageFolder product, List<Path> folders, List<Path> masks, String name, boolean testOnly)
      throws IOException {
    List<Path> kinds = new ArrayList<>();
    List<Path> normal = new ArrayList<>();
    List<Path> guessed = new ArrayList<>();
    for (Path folder : folders) {
      FolderKind kind = FolderTree.kindOf(folder);
      if (kind == MASKS || kind == VALIDATION) {
        continue;
      }
      if (kind == NORMAL && !testOnly) {
        normal.add(folder);
        normal(tree.list(folder), name, Split.TRAIN);
      } else if (kind == NORMAL || kind == NORMAL_TEST || kind == DEFECTIVE) {
        kinds.add(folder);
      } else if (ImageFolder.count(folder) > 0) {
        if (tree.isProduct(tree.list(folder))) {
          throw new IOException(
              "%s holds %s, which looks like a product, beside %s, which do not; expected products alone or one product's folders: move one of them out, or %s"
                  .formatted(
                      MessageText.text(product.path()),
                      MessageText.shown(folder),
                      MessageText.names(normal),
                      FoundImages.MANIFEST));
        }
        kinds.add(folder);
        guessed.add(folder);
      }
    }
    if (!guessed.isEmpty() && !testOnly) {
      found.warn(
          "%s is read as one product, %s, as it holds %s: what lies in %s is taken for defective and not learned; if these are products, move them out, or %s"
              .formatted(
                  MessageText.text(product.path()),
                  name,
                  MessageText.names(normal.isEmpty() ? kinds : normal),
                  MessageText.names(guessed),
                  FoundImages.MANIFEST));
    }
    kinds(kinds, masks, name);
  }

  /** Images for the test, in a folder for each kind of defect and for normal ones. */
  void kinds(List<Path> kinds, List<Path> masks, String name) throws IOException {
    List<Tested> tested = new ArrayList<>();
    Map<Path, Path> maskOf = new HashMap<>();
    for (Path kind : kinds) {
      ImageFolder listedKind = tree.list(kind);
      int below = FolderTree.below(listedKind);
      if (listedKind.images().isEmpty() && below == 0 && listedKind.unread().isEmpty()) {
        found.warn(MessageText.text(kind) + " holds no image: add some or remove the folder");
      }
      found.tellBelow(listedKind, "not scored");
      found.tellUnread(listedKind);
      maskOf.putAll(listedKind.masks());
      boolean good = FolderTree.isGood(kind);
      for (Path image : listedKind.images()) {
        tested.add(new Tested(image, MessageText.shown(kind), !good));
      }
    }
    if (!masks.isEmpty()) {
      new MaskFolders(masks).match(tested, found.warnings()).forEach(maskOf::putIfAbsent);
    }
    Map<String, String> names = new HashMap<>();
    for (Path kind : kinds) {
      names.put(
          MessageText.shown(kind),
          FolderTree.isGood(kind) ? ImageEntry.GOOD : FolderTree.name(kind));
    }
    for (Tested one : tested) {
      found.add(
          one.image(),
          name,
          Split.TEST,
          names.get(one.folder()),
          Optional.ofNullable(maskOf.get(one.image())));
    }
  }

  /** Images with a mask next to each: images with an empty mask are normal (Kolektor). */
  void labeledByMasks(ImageFolder folder, String name, boolean test) throws IOException {
    for (Path image : folder.images()) {
      Path mask = folder.masks().get(image);
      if (mask == null) {
        throw new IOException(
            "%s has no mask beside it as %d of the %d images in %s have; only masks tell there what is defective: add a black one for each normal image, or %s"
                .formatted(
                    MessageText.text(image),
                    folder.masks().size(),
                    folder.images().size(),
                    MessageText.text(folder.path()),
                    FoundImages.MANIFEST));
      }
      boolean defective = !Mask.read(mask).isEmpty();
      found.add(
          image,
          name,
          test || defective ? Split.TEST : Split.TRAIN,
          defective ? "defect" : ImageEntry.GOOD,
          Optional.of(mask));
    }
    found.tellUnread(folder);
  }
}
