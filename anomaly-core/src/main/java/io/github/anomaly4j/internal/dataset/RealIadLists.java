package io.github.anomaly4j.internal.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.anomaly4j.data.EmptyImageSetException;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Real-IAD: {@code realiad_jsons/PRODUCT.json}, or {@code
 * realiad_jsons/realiad_jsons/PRODUCT.json}, says which images below {@code realiad_256/PRODUCT},
 * or those of another size, are learned, which are for the test, and where their masks are.
 *
 * @param lists of one product each, with the folder of its images
 */
record RealIadLists(List<ProductList> lists) {
  private static final String LISTS = "realiad_jsons";
  private static final String SIZES = "realiad_";

  /** The list of one product. */
  record ProductList(Path json, Path images) {}

  /**
   * The lists of a folder: that of the data set, of a size, or of one product.
   *
   * @throws IOException if the folder holds its products in several sizes, or images of none
   */
  static Optional<RealIadLists> of(Path folder) throws IOException {
    if (Files.isDirectory(folder.resolve(LISTS))) {
      List<Path> sizes =
          ImageFolder.of(folder).folders().stream().filter(RealIadLists::isSize).toList();
      if (sizes.size() != 1) {
        throw new IOException(
            "%s holds the lists of Real-IAD, %s, and %s; expected one folder such as realiad_256: %s"
                .formatted(
                    MessageText.text(folder),
                    LISTS,
                    sizes.isEmpty() ? "no images" : "images in " + MessageText.names(sizes),
                    sizes.isEmpty()
                        ? "put the images beside the lists"
                        : "name one of them, " + MessageText.text(sizes.get(0))));
      }
      return Optional.of(in(folder.resolve(LISTS), sizes.get(0)));
    }
    Path parent = FolderTree.parent(folder);
    if (isSize(folder) && Files.isDirectory(parent.resolve(LISTS))) {
      return Optional.of(in(parent.resolve(LISTS), folder));
    }
    return isSize(parent)
        ? ofProduct(FolderTree.parent(parent).resolve(LISTS), folder)
            .map(list -> new RealIadLists(List.of(list)))
        : Optional.empty();
  }

  private static boolean isSize(Path folder) {
    String name = MessageText.shown(folder);
    return name.startsWith(SIZES) && !name.startsWith(LISTS);
  }

  private static RealIadLists in(Path lists, Path size) throws IOException {
    List<ProductList> found = new ArrayList<>();
    for (Path product : ImageFolder.of(size).folders()) {
      found.add(
          ofProduct(lists, product)
              .orElseThrow(
                  () ->
                      new IOException(
                          "%s has no list in %s; expected %s.json: add it, or move the folder out"
                              .formatted(
                                  MessageText.text(product),
                                  MessageText.text(lists),
                                  MessageText.shown(product)))));
    }
    if (found.isEmpty()) {
      throw new EmptyImageSetException(
          MessageText.text(size) + " holds no folder; expected one for each product");
    }
    return new RealIadLists(found);
  }

  private static Optional<ProductList> ofProduct(Path lists, Path product) {
    String name = MessageText.shown(product) + ".json";
    // The archive of the lists holds a folder of the same name, beside those of other protocols.
    return List.of(lists.resolve(LISTS).resolve(name), lists.resolve(name)).stream()
        .filter(Files::isRegularFile)
        .findFirst()
        .map(json -> new ProductList(json, product));
  }

  /**
   * Adds the listed images.
   *
   * @throws IOException if a list is not as Real-IAD's are, or names a file that does not exist
   */
  void read(FoundImages found) throws IOException {
    for (ProductList list : lists) {
      JsonNode json = JsonText.read(list.json());
      String normal = text(list, json.path("meta"), "normal_class");
      int defectiveTraining = 0;
      for (Split split : List.of(Split.TRAIN, Split.TEST)) {
        JsonNode images = json.path(split == Split.TRAIN ? "train" : "test");
        if (!images.isArray()) {
          throw error(list, "has no list " + (split == Split.TRAIN ? "train" : "test"));
        }
        for (JsonNode image : images) {
          String kind = text(list, image, "anomaly_class");
          boolean good = kind.equals(normal);
          if (split == Split.TRAIN && !good) {
            defectiveTraining++;
            continue;
          }
          JsonNode mask = image.path("mask_path");
          found.add(
              file(list, text(list, image, "image_path")),
              FolderTree.name(list.images()),
              split,
              good ? ImageEntry.GOOD : FileNames.composed(kind),
              good || !mask.isTextual()
                  ? Optional.empty()
                  : Optional.of(file(list, mask.textValue())));
        }
      }
      if (defectiveTraining > 0) {
        found.warn(
            "%d defective images for training in %s are not learned"
                .formatted(defectiveTraining, MessageText.text(list.json())));
      }
    }
  }

  private static String text(ProductList list, JsonNode node, String field) throws IOException {
    JsonNode value = node.path(field);
    if (!value.isTextual()) {
      throw error(list, "lacks the text '%s' in %s".formatted(field, shortened(node)));
    }
    return value.textValue();
  }

  private static String shortened(JsonNode node) {
    String text = node.isMissingNode() ? "its object meta" : node.toString();
    return text.length() <= 200 ? text : text.substring(0, 200) + "...";
  }

  private static Path file(ProductList list, String path) throws IOException {
    try {
      Path file = FileNames.resolve(list.images(), path);
      if (Files.isRegularFile(file)) {
        return file;
      }
    } catch (InvalidPathException e) {
      throw error(list, "names '" + path + "', which is no path: " + e.getReason());
    }
    throw error(
        list,
        "names %s, and there is no such file; paths start in %s"
            .formatted(path, MessageText.text(list.images())));
  }

  private static IOException error(ProductList list, String what) {
    return new IOException(
        "%s %s; expected a list of Real-IAD: {\"meta\": {\"normal_class\"}, \"train\": [{\"image_path\", \"anomaly_class\", \"mask_path\"}], \"test\"}"
            .formatted(MessageText.text(list.json()), what));
  }
}
