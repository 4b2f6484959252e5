package io.github.anomaly4j.data;

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
 * the names of defective pictures differ. The mask of {@code 7.png} is called {@code 7_mask},
 * {@code 7}, {@code 7_gt} or {@code 7_label} with any extension of a picture, or is a folder of
 * masks {@code 7}.
 */
final class MaskFolders {
  /**
   * A picture that may have a mask.
   *
   * @param folder the name of the folder that it lies in
   */
  record Tested(Path picture, String folder, boolean defective) {}

  private final List<Path> roots;
  private final Map<Path, ListMultimap<String, Path>> indexes = new HashMap<>();
  private final Set<Path> all = new LinkedHashSet<>();
  private final Set<Path> used = new LinkedHashSet<>();

  MaskFolders(List<Path> roots) {
    this.roots = roots;
  }

  /**
   * The mask of each picture that has one.
   *
   * @param warnings is told what matches nothing
   */
  Map<Path, Path> match(List<Tested> tested, List<String> warnings) throws IOException {
    Set<String> kinds = new LinkedHashSet<>();
    Map<String, Integer> defectiveNames = new HashMap<>();
    for (Tested one : tested) {
      kinds.add(FileNames.key(one.folder()));
      if (one.defective()) {
        defectiveNames.merge(PictureFolder.stem(one.picture()), 1, Integer::sum);
      }
    }
    Map<String, List<Path>> byKind = new HashMap<>();
    List<Path> flat = new ArrayList<>();
    for (Path root : roots) {
      PictureFolder listed = PictureFolder.of(root);
      flat.add(root);
      all.addAll(listed.pictures());
      all.addAll(listed.masks().values());
      for (Path folder : listed.folders()) {
        String key = FileNames.key(FileNames.lastName(folder).orElse(folder.toString()));
        if (kinds.contains(key)) {
          byKind.computeIfAbsent(key, name -> new ArrayList<>()).add(folder);
          index(folder);
        } else if (PictureFolder.count(folder) > 0) {
          all.add(folder);
        }
      }
    }
    Map<Path, Path> found = new HashMap<>();
    List<Path> twice = new ArrayList<>();
    for (Tested one : tested) {
      List<Path> candidates = new ArrayList<>();
      for (Path folder : byKind.getOrDefault(FileNames.key(one.folder()), List.of())) {
        candidates.addAll(candidates(folder, one.picture()));
      }
      boolean onlyOfItsName =
          one.defective() && defectiveNames.get(PictureFolder.stem(one.picture())) == 1;
      if (candidates.isEmpty() && onlyOfItsName) {
        for (Path root : flat) {
          candidates.addAll(candidates(root, one.picture()));
        }
      }
      candidates.removeIf(path -> path.equals(one.picture()));
      if (!candidates.isEmpty()) {
        found.put(one.picture(), candidates.get(0));
        used.addAll(candidates);
        if (candidates.size() > 1) {
          twice.add(one.picture());
        }
      }
    }
    tell(tested, found, twice, warnings);
    return found;
  }

  private List<Path> candidates(Path folder, Path picture) throws IOException {
    ListMultimap<String, Path> index = index(folder);
    String stem = PictureFolder.stem(picture);
    List<Path> named = index.get(stem);
    return named.isEmpty() ? index.get(FileNames.key(picture.getFileName().toString())) : named;
  }

  /**
   * The masks of a folder by the names of their pictures, those that say that they are masks first.
   */
  private ListMultimap<String, Path> index(Path folder) throws IOException {
    ListMultimap<String, Path> known = indexes.get(folder);
    if (known != null) {
      return known;
    }
    PictureFolder listed = PictureFolder.of(folder);
    List<Path> masks = new ArrayList<>(listed.masks().values());
    masks.addAll(listed.pictures());
    for (Path perPicture : listed.folders()) {
      if (PictureFolder.count(perPicture) > 0) {
        masks.add(perPicture);
      }
    }
    if (!roots.contains(folder)) {
      all.addAll(masks);
    }
    ListMultimap<String, Path> index = ArrayListMultimap.create();
    for (Path mask : masks) {
      String stem = PictureFolder.stem(mask);
      String pictured = PictureFolder.withoutMaskSuffix(stem);
      if (!pictured.equals(stem)) {
        index.put(pictured, mask);
      }
    }
    for (Path mask : masks) {
      index.put(PictureFolder.stem(mask), mask);
    }
    indexes.put(folder, index);
    return index;
  }

  private void tell(
      List<Tested> tested, Map<Path, Path> found, List<Path> twice, List<String> warnings) {
    List<Path> unused = all.stream().filter(mask -> !used.contains(mask)).toList();
    List<Path> bare =
        tested.stream()
            .filter(one -> one.defective() && !found.containsKey(one.picture()))
            .map(Tested::picture)
            .toList();
    if (!twice.isEmpty()) {
      warnings.add(
          "%s more than one mask; that of %s is %s: keep one, or all of them in a folder %s"
              .formatted(
                  Notes.pictures(twice.size(), "has", "have"),
                  Notes.text(twice.get(0)),
                  Notes.text(found.get(twice.get(0))),
                  PictureFolder.stem(twice.get(0))));
    }
    if (!unused.isEmpty()) {
      Path example = unused.get(0);
      String picture =
          bare.isEmpty()
              ? tested.isEmpty() ? "NAME.png" : name(tested.get(0).picture())
              : name(bare.get(0));
      String stem = picture.replaceFirst("\\.[^.]*$", "");
      warnings.add(
          ("%d of the %d masks in %s match no picture, such as %s; the mask of %s would be called"
                  + " %s_mask.png or %s.png (or .bmp, .tif, ...; or _gt, _label) or be a folder %s"
                  + " of masks, in the folder of its kind of defect: rename them, or name them in a"
                  + " manifest's column mask")
              .formatted(
                  unused.size(),
                  all.size(),
                  Notes.text(roots.get(0)),
                  Notes.text(example),
                  bare.isEmpty() ? picture : Notes.text(bare.get(0)),
                  stem,
                  stem,
                  stem));
    }
    if (!bare.isEmpty() && !found.isEmpty()) {
      warnings.add(
          "%d of %d defective pictures have no mask in %s, such as %s: where their defects lie is not measured"
              .formatted(
                  bare.size(),
                  tested.stream().filter(Tested::defective).count(),
                  Notes.text(roots.get(0)),
                  Notes.text(bare.get(0))));
    }
  }

  private static String name(Path path) {
    return FileNames.lastName(path).orElse(path.getFileName().toString());
  }
}
