package io.github.anomaly4j.internal.dataset;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ListMultimap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The masks of one product: in {@code ground_truth/KIND}, or directly in {@code ground_truth} if
 * the names of defective images differ. The mask of {@code 7.png} is called {@code 7_mask}, {@code
 * 7}, {@code 7_gt} or {@code 7_label} with any extension of an image, or is a folder of masks
 * {@code 7}.
 */
final class MaskFolders {
  /**
   * An image that may have a mask.
   *
   * @param folder the name of its folder
   */
  record Tested(Path image, String folder, boolean defective) {}

  private final List<Path> roots;
  private final Map<Path, ListMultimap<String, Path>> indexes = new HashMap<>();
  private final Set<Path> all = new LinkedHashSet<>();
  private final Set<Path> used = new LinkedHashSet<>();

  MaskFolders(List<Path> roots) {
    this.roots = roots;
  }

  /**
   * The mask of each image that has one.
   *
   * @param warnings receives a warning for masks and images that match nothing
   */
  Map<Path, Path> match(List<Tested> tested, List<String> warnings) throws IOException {
    Set<String> kinds = new LinkedHashSet<>();
    Map<String, Integer> defectiveNames = new HashMap<>();
    for (Tested one : tested) {
      kinds.add(FileNames.key(one.folder()));
      if (one.defective()) {
        defectiveNames.merge(ImageFolder.stem(one.image()), 1, Integer::sum);
      }
    }
    Map<String, List<Path>> byKind = new HashMap<>();
    List<Path> flat = new ArrayList<>();
    for (Path root : roots) {
      ImageFolder listed = ImageFolder.of(root);
      flat.add(root);
      all.addAll(listed.images());
      all.addAll(listed.masks().values());
      for (Path folder : listed.folders()) {
        String key = FileNames.key(FileNames.lastName(folder).orElse(folder.toString()));
        if (kinds.contains(key)) {
          byKind.computeIfAbsent(key, name -> new ArrayList<>()).add(folder);
          index(folder);
        } else if (ImageFolder.count(folder) > 0) {
          all.add(folder);
        }
      }
    }
    Map<Path, Path> found = new HashMap<>();
    List<Path> twice = new ArrayList<>();
    for (Tested one : tested) {
      List<Path> candidates = new ArrayList<>();
      for (Path folder : byKind.getOrDefault(FileNames.key(one.folder()), List.of())) {
        candidates.addAll(candidates(folder, one.image()));
      }
      boolean onlyOfItsName =
          one.defective() && defectiveNames.get(ImageFolder.stem(one.image())) == 1;
      if (candidates.isEmpty() && onlyOfItsName) {
        for (Path root : flat) {
          candidates.addAll(candidates(root, one.image()));
        }
      }
      candidates.removeIf(path -> path.equals(one.image()));
      if (!candidates.isEmpty()) {
        found.put(one.image(), candidates.get(0));
        used.addAll(candidates);
        if (candidates.size() > 1) {
          twice.add(one.image());
        }
      }
    }
    tell(tested, found, twice, warnings);
    return found;
  }

  private List<Path> candidates(Path folder, Path image) throws IOException {
    ListMultimap<String, Path> index = index(folder);
    String stem = ImageFolder.stem(image);
    List<Path> named = index.get(stem);
    return named.isEmpty() ? index.get(FileNames.key(image.getFileName().toString())) : named;
  }

  /** The masks of a folder by the names of their images, files with a mask suffix first. */
  private ListMultimap<String, Path> index(Path folder) throws IOException {
    ListMultimap<String, Path> known = indexes.get(folder);
    if (known != null) {
      return known;
    }
    ImageFolder listed = ImageFolder.of(folder);
    List<Path> masks = new ArrayList<>(listed.masks().values());
    masks.addAll(listed.images());
    for (Path perImage : listed.folders()) {
      if (ImageFolder.count(perImage) > 0) {
        masks.add(perImage);
      }
    }
    if (!roots.contains(folder)) {
      all.addAll(masks);
    }
    ListMultimap<String, Path> index = ArrayListMultimap.create();
    for (Path mask : masks) {
      String stem = ImageFolder.stem(mask);
      String imaged = ImageFolder.withoutMaskSuffix(stem);
      if (!imaged.equals(stem)) {
        index.put(imaged, mask);
      }
    }
    for (Path mask : masks) {
      index.put(ImageFolder.stem(mask), mask);
    }
    indexes.put(folder, index);
    return index;
  }

  private void tell(
      List<Tested> tested, Map<Path, Path> found, List<Path> twice, List<String> warnings) {
    List<Path> unused = all.stream().filter(mask -> !used.contains(mask)).toList();
    List<Path> bare =
        tested.stream()
            .filter(one -> one.defective() && !found.containsKey(one.image()))
            .map(Tested::image)
            .toList();
    if (!twice.isEmpty()) {
      warnings.add(
          "%s more than one mask; that of %s is %s: keep one, or all of them in a folder %s"
              .formatted(
                  MessageText.images(twice.size(), "has", "have"),
                  MessageText.text(twice.get(0)),
                  MessageText.text(found.get(twice.get(0))),
                  ImageFolder.stem(twice.get(0))));
    }
    if (!unused.isEmpty()) {
      Path example = unused.get(0);
      String image =
          bare.isEmpty()
              ? tested.isEmpty() ? "NAME.png" : name(tested.get(0).image())
              : name(bare.get(0));
      String stem = image.replaceFirst("\\.[^.]*$", "");
      warnings.add(
          ("%d of the %d masks in %s match no image, such as %s; the mask of %s would be called"
                  + " %s_mask.png or %s.png (or .bmp, .tif, ...; or _gt, _label) or be a folder %s"
                  + " of masks, in the folder of its kind of defect: rename them, or name them in a"
                  + " manifest's column mask")
              .formatted(
                  unused.size(),
                  all.size(),
                  MessageText.text(roots.get(0)),
                  MessageText.text(example),
                  bare.isEmpty() ? image : MessageText.text(bare.get(0)),
                  stem,
                  stem,
                  stem));
    }
    if (!bare.isEmpty() && !found.isEmpty()) {
      warnings.add(
          "%d of %d defective images have no mask in %s, such as %s: where their defects lie is not measured"
              .formatted(
                  bare.size(),
                  tested.stream().filter(Tested::defective).count(),
                  MessageText.text(roots.get(0)),
                  MessageText.text(bare.get(0))));
    }
  }

  private static String name(Path path) {
    return FileNames.lastName(path).orElse(path.getFileName().toString());
  }
}
