package io.github.anomaly4j.internal.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.data.EmptyImageSetException;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CategoryMappingTest {
  @TempDir private Path root;
  private Path images;

  @BeforeEach
  void images() throws IOException {
    images = Files.createDirectory(root.resolve("images"));
    for (String name : new String[] {"0.png", "002.png", "10.jpg", "a.png", "b.png", "notes.txt"}) {
      Files.createFile(images.resolve(name));
    }
  }

  @Test
  void a_csv_gives_files_their_categories() throws IOException {
    Path csv = write("m.CSV", "category,file\nnut,a.png\nscrew,b.png\nzipper,0-10\n");
    ImageSet set = ImageSet.mapped(images, csv);
    assertThat(set.entries())
        .containsExactly(
            ImageEntry.normal(images.resolve("0.png"), "zipper"),
            ImageEntry.normal(images.resolve("002.png"), "zipper"),
            ImageEntry.normal(images.resolve("10.jpg"), "zipper"),
            ImageEntry.normal(images.resolve("a.png"), "nut"),
            ImageEntry.normal(images.resolve("b.png"), "screw"));
  }

  @Test
  void json_gives_numbers_ranges_and_names_their_categories() throws IOException {
    assertThat(
            mapped(
                """
                {"zipper": "0 - 2", "screw": [10], "grid": ["a.png", "b.png"]}
                """))
        .isEqualTo(
            Map.of(
                "0.png", "zipper", "002.png", "zipper", "10.jpg", "screw", "a.png", "grid", "b.png",
                "grid"));
  }

  @Test
  void images_without_a_category_are_an_error_that_lists_the_first_three() throws IOException {
    refused(
        "{\"nut\": \"a.png\"}",
        "gives no category to 4 of the 5 images",
        "(0.png, 002.png, 10.jpg, ...)");
    refused("{\"nut\": [\"a.png\", \"b.png\", \"0-2\"]}", "1 of the 5", "(10.jpg)");
  }

  @Test
  void categories_and_entries_without_an_image_are_named() throws IOException {
    refused("{\"nut\": [], \"screw\": \"0-10\"}", "gives nut no file");
    refused("{\"nut\": \"c.png\"}", "gives nut c.png", "holds no such image");
    refused("{\"nut\": \"11-900000000000000000000\"}", "gives nut 11-900000000000000000000");
    refused("{\"nut\": \"notes.txt\"}", "gives nut notes.txt", "holds no such image");
    refused("{\" \": \"a.png\"}", "gives a.png to a category without a name");
  }

  @Test
  void an_image_of_two_categories_is_named_with_both() throws IOException {
    refused("{\"nut\": \"a.png\", \"screw\": \"a.png\"}", "to nut (as a.png)", "screw (as a.png)");
    refused("{\"nut\": \"0-10\", \"screw\": \"0.png\"}", "nut (as 0-10)", "screw (as 0.png)");
    refused("{\"nut\": \"0-5\", \"screw\": \"5-10\"}", "to nut (as 0-5)", "screw (as 5-10)");
    refused("{\"nut\": [\"2\", \"002\"]}", "nut (as 2)", "nut (as 002)", "keep one");
  }

  @Test
  void a_range_that_runs_backwards_is_named() throws IOException {
    refused("{\"nut\": \"10-0\"}", "nut", "10-0", "backwards");
  }

  @Test
  void what_is_no_mapping_is_named_with_what_was_expected() throws IOException {
    refused("[1, 2]", "no JSON object", "{\"category\": files, ...}");
    refused("", "no JSON object");
    refused("{\"nut\": {\"a\": 1}}", "nut", "{\"a\":1}", "expected a file name, a number, a range");
    refused("{\"nut\": [1.5]}", "1.5");
    refused("{\n\"nut\": 'a.png'}", "m.json, line 2", "expected JSON");
    refused("{\"nut\": \"a.png\", \"nut\": \"b.png\"}", "Duplicate field 'nut'");
    refused("{\"nut\": \"a.png\"} {}", "expected JSON");
    Path text = write("m.txt", "nut a.png");
    assertThatThrownBy(() -> ImageSet.mapped(images, text))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(text.toString(), ".csv", ".json");
    Path csv = write("m.csv", "path,category\n");
    assertThatThrownBy(() -> ImageSet.mapped(images, csv))
        .hasMessageContainingAll(csv.toString(), "[path, category]", "file, category, each once");
  }

  @Test
  void a_mapping_or_folder_that_is_not_there_is_named() throws IOException {
    Path mapping = write("m.json", "{}");
    Path missing = root.resolve("missing.json");
    assertThatThrownBy(() -> ImageSet.mapped(images, missing))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining(missing.toString());
    assertThatThrownBy(() -> ImageSet.mapped(missing, mapping))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining(missing.toString());
    assertThatThrownBy(() -> ImageSet.mapped(mapping, mapping))
        .isInstanceOf(NotDirectoryException.class);
    assertThatThrownBy(() -> ImageSet.mapped(root, mapping))
        .isInstanceOf(EmptyImageSetException.class)
        .hasMessageContaining(root + " holds no image");
  }

  private Map<String, String> mapped(String json) throws IOException {
    return ImageSet.mapped(images, write("m.json", json)).entries().stream()
        .collect(
            Collectors.toMap(entry -> entry.file().getFileName().toString(), ImageEntry::category));
  }

  private void refused(String json, String... parts) {
    assertThatThrownBy(() -> mapped(json))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(root.resolve("m.json").toString())
        .hasMessageContainingAll(parts);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(root.resolve(name), text);
  }
}
