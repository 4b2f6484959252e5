package io.github.anomaly4j.internal.dataset;

import static io.github.anomaly4j.internal.dataset.FolderKind.DEFECTIVE;
import static io.github.anomaly4j.internal.dataset.FolderKind.MASKS;
import static io.github.anomaly4j.internal.dataset.FolderKind.NAME;
import static io.github.anomaly4j.internal.dataset.FolderKind.NORMAL;
import static io.github.anomaly4j.internal.dataset.FolderKind.NORMAL_TEST;
import static io.github.anomaly4j.internal.dataset.FolderKind.SUSPECT;
import static io.github.anomaly4j.internal.dataset.FolderKind.TEST;
import static io.github.anomaly4j.internal.dataset.FolderKind.TRAIN;
import static io.github.anomaly4j.internal.dataset.FolderKind.VALIDATION;
import static java.util.stream.Collectors.joining;

import io.github.anomaly4j.data.EmptyImageSetException;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
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
 * Reads the layouts that {@link ImageSet#folder} describes. What may be read in two ways, or would
 * have defects learned as normal, is refused; what is left out is told.
 */
public final class FolderLayout {
  private static final String MANIFEST =
      "list the images in a manifest (a CSV file: path,category,split,label,mask)";

  /** The folders of KolektorSDD, each of one item of the same product. */
  private static final String KOLEKTOR_ITEM = "(?i)kos\\d+";

  private final Path root;
  private final List<ImageEntry> entries = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final Map<Path, ImageFolder> listed = new HashMap<>();

  private FolderLayout(Path root) {
    this.root = root;
  }

  public static ImageSet read(Path root) throws IOException {
    FolderLayout layout = new FolderLayout(root);
    layout.read();
    return Consistency.checked(root, layout.entries, layout.warnings);
  }

  private void read() throws IOException {
    Optional<Path> split = VisaSplit.in(root);
    if (split.isPresent()) {
      VisaSplit.read(split.get(), root, Optional.empty(), entries, warnings);
      return;
    }
    ImageFolder top = list(root);
    if (isProduct(top)) {
      FolderKind kind = hasSplits(top) ? NAME : kindOf(root);
      boolean part = kind == TRAIN || kind == TEST || kind == VALIDATION;
      product(top, name(part ? parent(root) : root), part && kind != TRAIN);
    } else if (isKolektor(top)) {
      for (Path item : top.folders()) {
        labeledByMasks(list(item), name(root), false);
      }
    } else {
      products(top);
    }
    if (entries.isEmpty()) {
      throw new EmptyImageSetException(
          Notes.text(root)
              + " holds no image that can be used"
              + (warnings.isEmpty() ? "" : " (" + String.join("; ", warnings) + ")")
              + "; expected CATEGORY/train/good/*, CATEGORY/* or images directly in it ("
              + ImageFolder.READ
              + ")");
    }
  }

  /** Whether a folder is one product whose folders say what is normal or for the test. */
  private boolean isProduct(ImageFolder folder) throws IOException {
    boolean split = false;
    boolean normal = false;
    boolean labeled = false;
    boolean other = false;
    for (Path child : folder.folders()) {
      FolderKind kind = kindOf(child);
      if (kind == NAME || kind == SUSPECT || hasSplits(list(child))) {
        other |= ImageFolder.count(child) > 0;
      } else if (kind == TRAIN || kind == TEST) {
        split = true;
      } else if (kind == NORMAL) {
        normal = true;
      } else if (kind == DEFECTIVE || kind == NORMAL_TEST) {
        labeled |= ImageFolder.count(child) > 0;
      }
    }
    return split || normal || labeled && !other || visaImages(folder).isPresent();
  }

  /** Whether a folder is a product, even if its name is that of a part of one. */
  private static boolean hasSplits(ImageFolder folder) {
    return !children(folder, TRAIN).isEmpty() || !children(folder, TEST).isEmpty();
  }

  /** {@code Data/Images} of a product of VisA. */
  private Optional<Path> visaImages(ImageFolder folder) throws IOException {
    for (Path data : folder.folders()) {
      if (FileNames.key(shown(data)).equals("data")) {
        for (Path images : list(data).folders()) {
          if (FileNames.key(shown(images)).equals("images")
              && !children(list(images), NORMAL).isEmpty()) {
            return Optional.of(images);
          }
        }
      }
    }
    return Optional.empty();
  }

  private boolean isKolektor(ImageFolder top) throws IOException {
    return top.images().isEmpty()
        && !top.folders().isEmpty()
        && top.folders().stream().allMatch(folder -> shown(folder).matches(KOLEKTOR_ITEM))
        && !list(top.folders().get(0)).masks().isEmpty();
  }

  /** Each folder is a product. */
  private void products(ImageFolder top) throws IOException {
    List<String> named = top.folders().stream().map(FolderLayout::shown).sorted().toList();
    if (named.equals(List.of("0", "1"))) {
      throw new IOException(
          "%s holds the folders 0 and 1, which may be labels, and which of them is normal is not told; expected products' names, or normal beside abnormal: rename them, or %s"
              .formatted(Notes.text(root), MANIFEST));
    }
    if (!top.images().isEmpty()) {
      plain(top, name(root), false);
      if (top.folders().stream().anyMatch(folder -> kindOf(folder) == NAME)) {
        warnings.add(
            "images lie directly in %s and in its folders (%s): %s is read as a product of its own beside them; if all are one product, put them into one folder"
                .formatted(Notes.text(root), names(top.folders()), name(root)));
      }
    }
    tellUnread(top);
    for (Path folder : top.folders()) {
      ImageFolder product = list(folder);
      if (isProduct(product) && (hasSplits(product) || !isBeside(folder))) {
        product(product, name(folder), false);
      } else {
        plain(product, name(folder), true);
      }
    }
  }

  /** Whether a folder is named like what lies beside normal images: {@code labels/bad}. */
  private static boolean isBeside(Path folder) {
    FolderKind kind = kindOf(folder);
    return kind == DEFECTIVE || kind == SUSPECT || kind == MASKS;
  }

  /** Normal images of one product, directly in a folder. */
  private void plain(ImageFolder folder, String name, boolean child) throws IOException {
    FolderKind kind = kindOf(folder.path());
    int below = child ? below(folder) : 0;
    if (kind == SUSPECT && !child) {
      // The caller named this folder, as of a project on anomalies: its name is no part of a
      // layout.
      warnings.add(
          "%s has a name that speaks of defects, and all of its %d images are taken for normal; expected normal images of one product: move defective ones out"
              .formatted(Notes.text(folder.path()), folder.images().size()));
    } else if (isBeside(folder.path())) {
      throw new IOException(
          "%s holds %d images and is named like %s: nothing is learned as normal from such a folder; expected a product's name, or %s; if it is the name of a product, %s"
              .formatted(
                  Notes.text(folder.path()),
                  ImageFolder.count(folder.path()),
                  kind == MASKS ? "masks or labels" : "defective images",
                  "normal (or good, ok) beside abnormal (or bad, ng) and mask in one folder of the product",
                  MANIFEST));
    }
    if (child && (kind == TRAIN || kind == TEST || kind == VALIDATION || kind == NORMAL_TEST)) {
      throw new IOException(
          "%s lies beside folders of products and is named like a part of one; expected PRODUCT/%s: move it into its product, or %s"
              .formatted(Notes.text(folder.path()), shown(folder.path()), MANIFEST));
    }
    if (folder.images().isEmpty()) {
      throw new EmptyImageSetException(
          Notes.text(folder.path())
              + " holds no image"
              + (below == 0
                  ? "; expected normal images in it or in its train/good ("
                      + ImageFolder.READ
                      + "): add some or remove the folder"
                  : " directly, but %d in its folders (%s); expected PRODUCT/*: give a folder of products, such as %s, if it is one, or %s"
                      .formatted(
                          below, names(folder.folders()), Notes.text(folder.path()), MANIFEST)));
    }
    if (!folder.masks().isEmpty()) {
      labeledByMasks(folder, name, false);
    } else {
      for (Path image : folder.images()) {
        addNormal(image, name);
      }
    }
    if (child) {
      tellBelow(folder, "not learned");
      tellUnread(folder);
    }
  }

  /**
   * One product with folders for splits or for normal and defective images.
   *
   * @param testOnly whether normal images are for the test too
   */
  private void product(ImageFolder folder, String name, boolean testOnly) throws IOException {
    Optional<Path> visa = visaImages(folder);
    if (visa.isPresent()) {
      visa(folder, visa.get(), name);
      return;
    }
    if (!folder.images().isEmpty()) {
      warnings.add(
          "%s directly in %s not looked at, as its folders say what is normal: move them into one of %s"
              .formatted(
                  count(folder.images().size(), "image", "images"),
                  Notes.text(folder.path()) + (folder.images().size() == 1 ? " is" : " are"),
                  names(folder.folders())));
    }
    tellUnread(folder);
    List<Path> train = children(folder, TRAIN);
    List<Path> test = children(folder, TEST);
    for (Path part : children(folder, VALIDATION)) {
      int count = ImageFolder.count(part);
      if (count > 0) {
        warnings.add(
            "%s of %s not used: training holds normal images out by itself; move those to learn into train/good"
                .formatted(
                    count(count, "image", "images"),
                    Notes.text(part) + (count == 1 ? " is" : " are")));
      }
    }
    if (train.isEmpty() && test.isEmpty()) {
      labeled(folder, folder.folders(), children(folder, MASKS), name, testOnly);
      return;
    }
    for (Path part : train) {
      train(list(part), name);
    }
    List<Path> tested = new ArrayList<>();
    List<Path> masks = new ArrayList<>(children(folder, MASKS));
    for (Path part : test) {
      ImageFolder listedTest = list(part);
      masks.addAll(children(listedTest, MASKS));
      for (Path kind : listedTest.folders()) {
        if (kindOf(kind) != MASKS) {
          tested.add(kind);
        }
      }
      tellUnread(listedTest);
      if (!listedTest.masks().isEmpty()) {
        labeledByMasks(listedTest, name, true);
      } else if (!listedTest.images().isEmpty()) {
        warnings.add(
            "%s directly in %s not scored, for no folder says whether it is normal: expected test/good/* and test/KIND/*, or %s"
                .formatted(
                    count(listedTest.images().size(), "image", "images"),
                    Notes.text(part) + (listedTest.images().size() == 1 ? " is" : " are"),
                    MANIFEST));
      }
    }
    kinds(tested, masks, name);
    for (Path child : folder.folders()) {
      FolderKind kind = kindOf(child);
      boolean looked = kind == TRAIN || kind == TEST || kind == VALIDATION || kind == MASKS;
      int count = looked ? 0 : ImageFolder.count(child);
      if (count > 0) {
        if (isProduct(list(child))) {
          throw new IOException(
              "%s holds %s, which %s a product, beside %s; expected products alone or one product's train and test: move the product out, or %s"
                  .formatted(
                      Notes.text(folder.path()),
                      shown(child),
                      "looks like",
                      names(train.isEmpty() ? test : train),
                      MANIFEST));
        }
        warnings.add(
            "%s of %s not looked at, beside %s: expected train/good, test/good and test/KIND"
                .formatted(
                    count(count, "image", "images"),
                    Notes.text(child) + (count == 1 ? " is" : " are"),
                    names(train.isEmpty() ? test : train)));
      }
    }
  }

  /** Normal images to learn from. */
  private void train(ImageFolder train, String name) throws IOException {
    List<Path> good = children(train, NORMAL);
    if (good.isEmpty()) {
      if (!train.masks().isEmpty()) {
        int before = entries.size();
        labeledByMasks(train, name, false);
        List<ImageEntry> added = entries.subList(before, entries.size());
        int all = added.size();
        added.removeIf(ImageEntry::anomalous);
        if (added.size() < all) {
          warnings.add(
              "%s of %s not learned, as a mask marks a defect on each"
                  .formatted(
                      count(all - added.size(), "image", "images"),
                      Notes.text(train.path()) + (all - added.size() == 1 ? " is" : " are")));
        }
        return;
      }
      int below = below(train);
      if (train.images().isEmpty() && below > 0) {
        throw new IOException(
            "%s holds no image directly and no folder good, but %d images in %s; expected train/good/*, or PRODUCT/train/good/* for each product: move them, or %s"
                .formatted(Notes.text(train.path()), below, names(train.folders()), MANIFEST));
      }
      for (Path image : train.images()) {
        addNormal(image, name);
      }
    } else {
      if (!train.images().isEmpty()) {
        warnings.add(
            "%s directly in %s not learned, as %s holds the normal ones: move them there if they are normal"
                .formatted(
                    count(train.images().size(), "image", "images"),
                    Notes.text(train.path()) + (train.images().size() == 1 ? " is" : " are"),
                    names(good)));
      }
      for (Path folder : good) {
        normal(list(folder), name, Split.TRAIN);
      }
    }
    tellUnread(train);
    for (Path child : train.folders()) {
      int count = good.contains(child) || kindOf(child) == MASKS ? 0 : ImageFolder.count(child);
      if (count > 0) {
        warnings.add(
            "%s of %s not learned: only train/good, or what lies directly in train, is; move what is normal there and defects to test/KIND"
                .formatted(
                    count(count, "image", "images"),
                    Notes.text(child) + (count == 1 ? " is" : " are")));
      }
    }
  }

  /** Normal images, directly in a folder that says so; refuses one that only holds folders. */
  private void normal(ImageFolder folder, String name, Split split) throws IOException {
    int below = below(folder);
    if (folder.images().isEmpty() && below > 0) {
      throw new IOException(
          "%s holds no image directly, but %d in its folders (%s); expected the normal images of one product in it: if these are products, make it PRODUCT/good/*, or %s"
              .formatted(Notes.text(folder.path()), below, names(folder.folders()), MANIFEST));
    }
    for (Path image : folder.images()) {
      add(image, name, split, ImageEntry.GOOD, Optional.ofNullable(folder.masks().get(image)));
    }
    tellBelow(folder, split == Split.TRAIN ? "not learned" : "not scored");
    tellUnread(folder);
  }

  /** A product's folders for normal and for defective images, without splits. */
  private void labeled(
      ImageFolder product, List<Path> folders, List<Path> masks, String name, boolean testOnly)
      throws IOException {
    List<Path> kinds = new ArrayList<>();
    List<Path> normal = new ArrayList<>();
    List<Path> guessed = new ArrayList<>();
    for (Path folder : folders) {
      FolderKind kind = kindOf(folder);
      if (kind == MASKS || kind == VALIDATION) {
        continue;
      }
      if (kind == NORMAL && !testOnly) {
        normal.add(folder);
        normal(list(folder), name, Split.TRAIN);
      } else if (kind == NORMAL || kind == NORMAL_TEST || kind == DEFECTIVE) {
        kinds.add(folder);
      } else if (ImageFolder.count(folder) > 0) {
        if (isProduct(list(folder))) {
          throw new IOException(
              "%s holds %s, which looks like a product, beside %s, which do not; expected products alone or one product's folders: move one of them out, or %s"
                  .formatted(Notes.text(product.path()), shown(folder), names(normal), MANIFEST));
        }
        kinds.add(folder);
        guessed.add(folder);
      }
    }
    if (!guessed.isEmpty() && !testOnly) {
      warnings.add(
          "%s is read as one product, %s, as it holds %s: what lies in %s is taken for defective and not learned; if these are products, move them out, or %s"
              .formatted(
                  Notes.text(product.path()),
                  name,
                  names(normal.isEmpty() ? kinds : normal),
                  names(guessed),
                  MANIFEST));
    }
    kinds(kinds, masks, name);
  }

  /** Images for the test, in a folder for each kind of defect and for normal ones. */
  private void kinds(List<Path> kinds, List<Path> masks, String name) throws IOException {
    List<Tested> tested = new ArrayList<>();
    Map<Path, Path> found = new HashMap<>();
    for (Path kind : kinds) {
      ImageFolder listedKind = list(kind);
      int below = below(listedKind);
      if (listedKind.images().isEmpty() && below == 0 && listedKind.unread().isEmpty()) {
        warnings.add(Notes.text(kind) + " holds no image: add some or remove the folder");
      }
      tellBelow(listedKind, "not scored");
      tellUnread(listedKind);
      found.putAll(listedKind.masks());
      boolean good = isGood(kind);
      for (Path image : listedKind.images()) {
        tested.add(new Tested(image, shown(kind), !good));
      }
    }
    if (!masks.isEmpty()) {
      new MaskFolders(masks).match(tested, warnings).forEach(found::putIfAbsent);
    }
    Map<String, String> names = new HashMap<>();
    for (Path kind : kinds) {
      names.put(shown(kind), isGood(kind) ? ImageEntry.GOOD : name(kind));
    }
    for (Tested one : tested) {
      add(
          one.image(),
          name,
          Split.TEST,
          names.get(one.folder()),
          Optional.ofNullable(found.get(one.image())));
    }
  }

  private boolean isGood(Path kind) {
    return kindOf(kind) == NORMAL || kindOf(kind) == NORMAL_TEST;
  }

  private void visa(ImageFolder product, Path images, String name) throws IOException {
    Optional<Path> split = VisaSplit.in(parent(product.path()));
    if (split.isPresent()) {
      int before = entries.size();
      VisaSplit.read(split.get(), parent(product.path()), Optional.of(name), entries, warnings);
      if (entries.size() > before) {
        return;
      }
    }
    List<Path> masks = new ArrayList<>();
    for (Path data : product.folders()) {
      if (images.startsWith(data)) {
        masks.addAll(children(list(data), MASKS));
      }
    }
    ImageFolder listedImages = list(images);
    labeled(listedImages, listedImages.folders(), masks, name, false);
  }

  /** Images with a mask beside each: those whose mask marks nothing are normal (Kolektor). */
  private void labeledByMasks(ImageFolder folder, String name, boolean test) throws IOException {
    for (Path image : folder.images()) {
      Path mask = folder.masks().get(image);
      if (mask == null) {
        throw new IOException(
            "%s has no mask beside it as %d of the %d images in %s have; only masks tell there what is defective: add a black one for each normal image, or %s"
                .formatted(
                    Notes.text(image),
                    folder.masks().size(),
                    folder.images().size(),
                    Notes.text(folder.path()),
                    MANIFEST));
      }
      boolean defective = !Mask.read(mask).isEmpty();
      add(
          image,
          name,
          test || defective ? Split.TEST : Split.TRAIN,
          defective ? "defect" : ImageEntry.GOOD,
          Optional.of(mask));
    }
    tellUnread(folder);
  }

  private void add(Path image, String category, Split split, String defect, Optional<Path> mask)
      throws IOException {
    try {
      entries.add(new ImageEntry(image, category, split, defect, mask));
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private void addNormal(Path image, String category) throws IOException {
    add(image, category, Split.TRAIN, ImageEntry.GOOD, Optional.empty());
  }

  private void tellBelow(ImageFolder folder, String what) throws IOException {
    int below = below(folder);
    if (below > 0) {
      warnings.add(
          "%s in folders of %s (%s) %s %s, only the %d directly in it are: move them up, or %s"
              .formatted(
                  count(below, "image", "images"),
                  Notes.text(folder.path()),
                  names(folder.folders()),
                  below == 1 ? "is" : "are",
                  what,
                  folder.images().size(),
                  MANIFEST));
    }
  }

  private void tellUnread(ImageFolder folder) {
    if (!folder.unread().isEmpty()) {
      warnings.add(
          "%s in %s, such as %s, %s of a kind that is not read: convert them to one of %s"
              .formatted(
                  count(folder.unread().size(), "file", "files"),
                  Notes.text(folder.path()),
                  shown(folder.unread().get(0)),
                  folder.unread().size() == 1 ? "is" : "are",
                  ImageFolder.READ));
    }
  }

  private static int below(ImageFolder folder) throws IOException {
    int count = 0;
    for (Path child : folder.folders()) {
      count += ImageFolder.count(child);
    }
    return count;
  }

  private ImageFolder list(Path folder) throws IOException {
    ImageFolder known = listed.get(folder);
    if (known == null) {
      known = ImageFolder.of(folder);
      listed.put(folder, known);
    }
    return known;
  }

  private static List<Path> children(ImageFolder folder, FolderKind kind) {
    return folder.folders().stream().filter(child -> kindOf(child) == kind).toList();
  }

  private static FolderKind kindOf(Path folder) {
    Path name = folder.toAbsolutePath().normalize().getFileName();
    return name == null ? NAME : FolderKind.of(shown(folder));
  }

  private static String shown(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    return FileNames.lastName(absolute).orElse(absolute.getFileName().toString());
  }

  private static Path parent(Path path) {
    Path parent = path.toAbsolutePath().normalize().getParent();
    return parent == null ? path : parent;
  }

  private static String names(List<Path> paths) {
    return paths.stream().limit(3).map(FolderLayout::shown).collect(joining(", "))
        + (paths.size() > 3 ? ", ..." : "");
  }

  private static String count(int count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
  }

  /** The last name of a path, also of "." and ".."; a root has none. */
  private static String name(Path path) throws IOException {
    Path absolute = path.toAbsolutePath().normalize();
    if (absolute.getFileName() == null) {
      return "images";
    }
    String name =
        FileNames.lastName(absolute)
            .map(FileNames::composed)
            .orElseThrow(
                () ->
                    new IOException(
                        "the name of %s is not UTF-8 and cannot be told from others; categories are named like their folders: rename it in UTF-8, or start with the locale that it was written in (LC_ALL)"
                            .formatted(absolute)));
    if (name.isBlank()) {
      throw new IOException(
          absolute + " has a blank name; categories are named like their folders:" + " rename it");
    }
    return name;
  }
}
