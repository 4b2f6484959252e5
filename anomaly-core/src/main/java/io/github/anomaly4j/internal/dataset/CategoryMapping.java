package io.github.anomaly4j.internal.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.Range;
import com.google.common.collect.RangeMap;
import com.google.common.collect.TreeRangeMap;
import com.google.common.io.MoreFiles;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Assigns files of a flat folder to categories, as {@link ImageSet#mapped} describes. */
public final class CategoryMapping {
  /** Names of files, and so numbers in them, are not longer. */
  private static final Pattern NUMBERS = Pattern.compile("(\\d{1,255})(?: *- *(\\d{1,255}))?");

  /**
   * One entry of the mapping.
   *
   * @param files a file name, a number or a range of numbers
   */
  private record Rule(String category, String files) {}

  private final Path source;
  private final Map<String, Rule> names = new LinkedHashMap<>();
  private final RangeMap<BigInteger, Rule> numbers = TreeRangeMap.create();

  CategoryMapping(Path source) {
    this.source = source;
  }

  /** Reads a CSV or JSON file, by its extension. */
  public static CategoryMapping read(Path file) throws IOException {
    CategoryMapping mapping = new CategoryMapping(file);
    switch (MoreFiles.getFileExtension(file).toLowerCase(Locale.ROOT)) {
      case "csv" -> mapping.addCsv();
      case "json" -> mapping.addJson();
      default ->
          throw mapping.error("has neither extension, .csv or .json: name it by what it holds");
    }
    return mapping;
  }

  private void addCsv() throws IOException {
    for (CsvTable.Row row : CsvTable.read(source, List.of("file", "category"), List.of())) {
      add(row.get("category"), row.get("file"));
    }
  }

  private void addJson() throws IOException {
    JsonNode json = JsonText.read(source);
    if (!json.isObject()) {
      throw error("holds no JSON object; expected {\"category\": files, ...}");
    }
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      String category = field.getKey();
      JsonNode files = field.getValue();
      if (files.isArray() && files.isEmpty()) {
        throw error("gives %s no file: list some or remove it".formatted(category));
      }
      for (JsonNode one : files.isArray() ? files : List.of(files)) {
        if (!one.isTextual() && !one.isIntegralNumber()) {
          throw error(
              "gives %s %s; expected a file name, a number, a range such as \"0-239\" or a list"
                      .formatted(category, one)
                  + " of these");
        }
        add(category, one.asText());
      }
    }
  }

  /**
   * Adds an entry.
   *
   * @param files a file name, a number or a range of numbers
   * @throws IOException if it contradicts another one
   */
  void add(String category, String files) throws IOException {
    if (category.isBlank()) {
      throw error("gives %s to a category without a name".formatted(files));
    }
    Rule rule = new Rule(category, files);
    Matcher matcher = NUMBERS.matcher(files);
    if (!matcher.matches()) {
      Rule other = names.putIfAbsent(files, rule);
      if (other != null) {
        throw contradiction(rule, other);
      }
      return;
    }
    BigInteger first = new BigInteger(matcher.group(1));
    BigInteger last = matcher.group(2) == null ? first : new BigInteger(matcher.group(2));
    if (first.compareTo(last) > 0) {
      throw error("gives %s the range %s, which runs backwards".formatted(category, files));
    }
    Range<BigInteger> range = Range.closed(first, last);
    Collection<Rule> others = numbers.subRangeMap(range).asMapOfRanges().values();
    if (!others.isEmpty()) {
      throw contradiction(rule, others.iterator().next());
    }
    numbers.put(range, rule);
  }

  /**
   * The images with their categories, in the given order, all normal and for training.
   *
   * @param folder of the images, for messages
   * @throws IOException if an image has no category, or two, or an entry no image
   */
  public List<ImageEntry> entries(Path folder, List<Path> images) throws IOException {
    List<ImageEntry> entries = new ArrayList<>();
    List<String> unlisted = new ArrayList<>();
    Set<Rule> unused = new LinkedHashSet<>(names.values());
    unused.addAll(numbers.asMapOfRanges().values());
    for (Path image : images) {
      String name = image.getFileName().toString();
      Rule byName = names.get(name);
      Rule byNumber = byNumber(image);
      if (byName != null && byNumber != null) {
        throw contradiction(byName, byNumber);
      }
      Rule rule = byName == null ? byNumber : byName;
      if (rule == null) {
        unlisted.add(name);
      } else {
        unused.remove(rule);
        entries.add(ImageEntry.normal(image, rule.category()));
      }
    }
    if (!unused.isEmpty()) {
      Rule rule = unused.iterator().next();
      throw error(
          "gives %s %s, but %s holds no such image: correct the entry or add the image"
              .formatted(rule.category(), rule.files(), folder));
    }
    if (!unlisted.isEmpty()) {
      String first =
          unlisted.stream().sorted(NaturalOrder.NAMES).limit(3).collect(Collectors.joining(", "));
      throw error(
          "gives no category to %d of the %d images in %s (%s%s): list them or take them out"
              .formatted(
                  unlisted.size(),
                  images.size(),
                  folder,
                  first,
                  unlisted.size() > 3 ? ", ..." : ""));
    }
    return entries;
  }

  private @Nullable Rule byNumber(Path image) {
    Matcher matcher = NUMBERS.matcher(MoreFiles.getNameWithoutExtension(image));
    return matcher.matches() && matcher.group(2) == null
        ? numbers.get(new BigInteger(matcher.group(1)))
        : null;
  }

  private IOException contradiction(Rule one, Rule other) {
    return error(
        "gives the same file to %s (as %s) and to %s (as %s): keep one"
            .formatted(other.category(), other.files(), one.category(), one.files()));
  }

  private IOException error(String problem) {
    return new IOException(source + " " + problem);
  }
}
