package io.github.anomaly4j.internal.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.anomaly4j.data.EmptyImageSetException;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.data.Split;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvManifestTest {
  @TempDir private Path root;
  private Path csv;

  @BeforeEach
  void images() throws IOException {
    csv = root.resolve("lists/parts.csv");
    Files.createDirectories(csv.getParent());
    for (String name : new String[] {"1.png", "2.png", "3.png", "mask.png"}) {
      Files.createFile(root.resolve(name));
    }
  }

  @Test
  void a_row_gives_category_split_label_and_mask_in_the_order_of_the_rows() throws IOException {
    write(
        """
        path,category,split,label,mask
        ../2.png,nut,test,crack,../mask.png
        ../1.png,nut,train,good,
        ../3.png,screw,test,good
        """);
    assertThat(ImageSet.manifest(csv).entries())
        .containsExactly(
            entry("2.png", "nut", Split.TEST, "crack", Optional.of(path("mask.png"))),
            entry("1.png", "nut", Split.TRAIN, "good", Optional.empty()),
            entry("3.png", "screw", Split.TEST, "good", Optional.empty()));
  }

  @Test
  void without_a_split_good_images_are_for_training_and_defective_ones_for_the_test()
      throws IOException {
    write("label, Category, PATH\n\n,nut,../1.png\ncrack,nut,../2.png\n,,\n");
    assertThat(ImageSet.manifest(csv).entries())
        .containsExactly(
            entry("1.png", "nut", Split.TRAIN, "good", Optional.empty()),
            entry("2.png", "nut", Split.TEST, "crack", Optional.empty()));
  }

  @Test
  void a_spreadsheets_mark_quotes_and_line_ends_are_read() throws IOException {
    Files.createFile(root.resolve("a, \"b\".png"));
    write("\uFEFFpath,category\r\n\"../a, \"\"b\"\".png\",nut\r\n");
    assertThat(ImageSet.manifest(csv).entries())
        .containsExactly(entry("a, \"b\".png", "nut", Split.TRAIN, "good", Optional.empty()));
  }

  @Test
  void a_path_may_be_absolute() throws IOException {
    write("path,category\n" + root.resolve("1.png") + ",nut\n");
    assertThat(ImageSet.manifest(csv).entries())
        .containsExactly(ImageEntry.normal(root.resolve("1.png"), "nut"));
  }

  @Test
  void a_manifest_that_is_not_there_is_named() {
    assertThatThrownBy(() -> ImageSet.manifest(csv))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining(csv.toString());
  }

  @Test
  void a_missing_mistyped_or_repeated_column_is_named_with_those_expected() throws IOException {
    refused("path;category\n", "[path;category]", "path, category", "commas");
    refused("path,label\n", "[path, label]");
    refused("path,category,lable\n", "[path, category, lable]", "split, label, mask");
    refused("path,category,path\n", "[path, category, path]", "each once");
    refused("", "[]");
  }

  @Test
  void a_manifest_without_rows_is_named() throws IOException {
    refused("path,category\n", "lists no image");
    assertThatThrownBy(() -> ImageSet.manifest(csv)).isInstanceOf(EmptyImageSetException.class);
  }

  @Test
  void a_file_that_is_not_there_is_named_with_line_and_folder() throws IOException {
    refused(
        "path,category\n../1.png,nut\n4.png,nut\n",
        "parts.csv, line 3: there is no file 4.png",
        csv.getParent().toString());
    refused("path,category,mask\n../1.png,nut,4.png\n", "line 2: there is no file 4.png");
    refused("path,category\n..,nut\n", "line 2: there is no file ..");
    refused("path,category\na\0b,nut\n", "line 2: 'a\0b' is no path");
  }

  @Test
  void an_image_listed_twice_is_named_whatever_the_way_to_it() throws IOException {
    refused(
        "path,category\n../1.png,nut\n../lists/../1.png,screw\n", "line 3", "1.png", "keep one");
  }

  @Test
  void an_empty_cell_that_must_not_be_is_named() throws IOException {
    refused("path,category\n../1.png,\n", "line 2: the category is empty");
    refused("path,category\n,nut\n", "line 2: the path is empty");
  }

  @Test
  void a_split_of_another_kind_and_defects_to_learn_from_are_named() throws IOException {
    refused(
        "path,category,split\n../1.png,nut,val\n", "line 2: the split is 'val'", "train or test");
    refused("path,category,split,label\n../1.png,nut,train,crack\n", "line 2: ", "1.png", "crack");
  }

  @Test
  void a_label_that_says_good_in_other_words_is_read_as_good_and_told() throws IOException {
    for (String label :
        List.of("Good", "GOOD", "ok", "OK", "normal", "Normal", "none", "no defect")) {
      write("path,category,split,label\n../1.png,nut,test,%s\n".formatted(label));
      ImageSet set = ImageSet.manifest(csv);
      assertThat(set.entries()).as(label).noneMatch(ImageEntry::anomalous);
      assertThat(set.warnings())
          .as(label)
          .hasSize(1)
          .allMatch(text -> text.contains("of 1 image is read as good"));
    }
    write("path,category,split,label\n../1.png,nut,test,good\n");
    assertThat(ImageSet.manifest(csv).warnings()).isEmpty();
  }

  @Test
  void the_page_of_formats_lists_labels() throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (String label :
        List.of(
            "good", "Good", "ok", "normal", "none", "no defect", "scratch", "ng", "0", "true")) {
      write("path,category,split,label\n../1.png,nut,test,%s\n".formatted(label));
      String read;
      try {
        ImageEntry entry = ImageSet.manifest(csv).entries().get(0);
        read =
            entry.anomalous()
                ? "defective, " + entry.defect()
                : ImageSet.manifest(csv).warnings().isEmpty() ? "normal" : "normal, and told";
      } catch (IOException e) {
        read = "**refused**: " + e.getMessage().replaceFirst(".*(?=the label)", "");
      }
      rows.add(List.of("`" + label + "`", read));
    }
    FormatsPage.holds(
        "Labels",
        "How the column `label` of a manifest is read, whatever the case and spaces around. Two kinds"
            + " of defect that differ by case or spaces alone are one, which is told; two categories"
            + " that do are refused.",
        List.of("label", "read as"),
        rows);
  }

  @Test
  void a_label_that_may_mean_either_is_refused() throws IOException {
    for (String label : List.of("0", "1", "true", "No", "positive")) {
      refused(
          "path,category,label\n../1.png,nut,%s\n".formatted(label),
          "line 2: the label '%s' may mean a normal or a defective image".formatted(label));
    }
  }

  @Test
  void a_kind_of_defect_that_differs_by_case_alone_is_the_same_and_told() throws IOException {
    write("path,category,label\n../1.png,nut,crack\n../2.png,nut,Crack\n");
    ImageSet set = ImageSet.manifest(csv);
    assertThat(set.entries()).extracting(ImageEntry::defect).containsExactly("crack", "crack");
    assertThat(set.warnings())
        .singleElement()
        .asString()
        .contains("'Crack' is read as 'crack' for 1 image");
  }

  @Test
  void categories_that_differ_by_case_or_spaces_alone_are_refused() throws IOException {
    for (String other : List.of("Nut", "NUT")) {
      refused(
          "path,category\n../1.png,nut\n../2.png,%s\n".formatted(other),
          "'nut'",
          "'" + other + "'",
          "differ by case or spaces alone");
    }
    write("path,category\n../1.png,nut\n../2.png,\"nut \"\n../3.png,nu\u0308t\n");
    assertThat(ImageSet.manifest(csv).categories()).containsExactly("nut", "n\u00fct");
  }

  @Test
  void a_path_is_found_whatever_its_unicode_form() throws IOException {
    Path decomposed = Files.createFile(root.resolve("Gro\u0308\u00dfe.png"));
    write("path,category\n../Gr\u00f6\u00dfe.png,nut\n");
    assertThat(ImageSet.manifest(csv).entries().get(0).file().getFileName())
        .isEqualTo(decomposed.getFileName());
  }

  @Test
  void a_mask_may_be_a_folder_of_masks() throws IOException {
    Files.createDirectory(root.resolve("masks"));
    Files.createFile(root.resolve("masks/2.png"));
    write("path,category,label,mask\n../1.png,nut,crack,../masks\n");
    assertThat(ImageSet.manifest(csv).entries().get(0).maskFiles())
        .containsExactly(path("masks/2.png"));
  }

  @Test
  void a_list_of_visa_that_names_an_image_twice_or_no_path_is_refused_by_line() throws IOException {
    Path image = root.resolve("candle/Data/Images/Normal/1.JPG");
    FolderLayoutTest.write(image, false);
    Path list = Files.createDirectories(root.resolve("split_csv")).resolve("1cls.csv");
    String good = "candle,train,normal,candle/Data/Images/Normal/1.JPG,\n";
    Files.writeString(list, "object,split,label,image,mask\n" + good + good);
    assertThatThrownBy(() -> ImageSet.folder(root))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("1cls.csv, line 3", "1.JPG is listed before");

    Files.writeString(list, "object,split,label,image,mask\ncandle,train,normal,a\0.JPG,\n");
    assertThatThrownBy(() -> ImageSet.folder(root))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("1cls.csv, line 2", "is no path");
  }

  @Test
  void the_list_of_visa_divides_its_folder() throws IOException {
    Path visa = root.resolve("visa");
    for (String file :
        List.of(
            "Images/Normal/0.JPG",
            "Images/Normal/1.JPG",
            "Images/Anomaly/0.JPG",
            "Masks/Anomaly/0.png")) {
      FolderLayoutTest.write(visa.resolve("candle/Data/" + file), false);
    }
    Path list = visa.resolve("split_csv/1cls.csv");
    Files.createDirectories(list.getParent());
    Files.writeString(
        list,
        """
        object,split,label,image,mask
        candle,train,normal,candle/Data/Images/Normal/0.JPG,
        candle,test,normal,candle/Data/Images/Normal/1.JPG,
        candle,test,anomaly,candle/Data/Images/Anomaly/0.JPG,candle/Data/Masks/Anomaly/0.png
        """);
    for (ImageSet set :
        List.of(
            ImageSet.folder(visa),
            ImageSet.folder(visa.resolve("candle")),
            ImageSet.manifest(list))) {
      assertThat(set.entries())
          .extracting(
              entry -> entry.split() + " " + entry.defect() + " " + entry.mask().isPresent())
          .containsExactly("TRAIN good false", "TEST good false", "TEST anomaly true");
      assertThat(set.categories()).containsExactly("candle");
    }
  }

  @Test
  void what_is_no_csv_is_named_by_line() throws IOException {
    refused("path,category\n../1.png,nut,a,b\n", "line 2: has 4 cells for 2 columns", "quotes");
    refused("path,category\n\"../1.png,nut\n", "line 2: Missing closing quote", "expected CSV");
    Files.write(csv, new byte[] {'p', (byte) 0xff, (byte) 0xfd, ','});
    assertThatThrownBy(() -> ImageSet.manifest(csv))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(csv.toString(), "UTF-8");
    assertThatThrownBy(() -> ImageSet.manifest(root))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(root.toString());
  }

  private void refused(String text, String... parts) throws IOException {
    write(text);
    assertThatThrownBy(() -> ImageSet.manifest(csv))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(csv.toString())
        .hasMessageContainingAll(parts);
  }

  private void write(String text) throws IOException {
    Files.writeString(csv, text, StandardCharsets.UTF_8);
  }

  private ImageEntry entry(
      String name, String category, Split split, String label, Optional<Path> mask) {
    return new ImageEntry(path(name), category, split, label, mask);
  }

  private Path path(String name) {
    return csv.resolveSibling("../" + name);
  }
}
