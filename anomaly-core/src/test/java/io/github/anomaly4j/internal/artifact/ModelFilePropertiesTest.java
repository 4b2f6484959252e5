package io.github.anomaly4j.internal.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import com.sun.management.ThreadMXBean;
import io.github.anomaly4j.ModelFileException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

class ModelFilePropertiesTest {
  private static Path folder;
  private static Path file;
  private static byte[] whole;

  record Note(String text, double number, List<Integer> list) {}

  @BeforeContainer
  static void write() throws IOException {
    folder = Files.createTempDirectory("model-file");
    file = folder.resolve("note.anomaly");
    Tensors tensors =
        Tensors.builder()
            .floats("second", 1, -2.5f, 1e-30f)
            .floats("empty")
            .floats("first", Float.MAX_VALUE)
            .ints("counts", 3, -4)
            .bytes("file", new byte[] {1, 2, 3, -1})
            .build();
    new ModelFile<>(new Note("Schraube \u00e4 \u96f6", Math.PI, List.of(1, 2)), tensors)
        .write(file, "note");
    whole = Files.readAllBytes(file);
  }

  @AfterContainer
  static void delete() throws IOException {
    Files.deleteIfExists(folder.resolve("altered"));
    Files.deleteIfExists(file);
    Files.delete(folder);
  }

  @Property(tries = 200)
  void tensors_come_back_with_the_same_bits(@ForAll @Size(max = 50) List<Integer> bits)
      throws IOException {
    float[] values = new float[bits.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(bits.get(i));
    }
    Path written = folder.resolve("altered");
    int[] ints = bits.stream().mapToInt(i -> i).toArray();
    Tensors tensors = Tensors.builder().floats("t", values).ints("i", ints).build();
    new ModelFile<>(new Note("", 0, List.of()), tensors).write(written, "note");
    assertThat(ModelFile.read(written, "note", Note.class).tensors()).isEqualTo(tensors);
  }

  record ByName(Map<String, List<Integer>> all) {}

  @Example
  void content_by_category_is_read_again_for_as_many_categories_as_a_detector_may_have()
      throws IOException {
    Map<String, List<Integer>> all = new LinkedHashMap<>();
    for (int i = 0; i < 1000; i++) {
      all.put("product " + i, List.of(i));
    }
    Path written = folder.resolve("altered");
    new ModelFile<>(new ByName(all), Tensors.none()).write(written, "note");
    assertThat(ModelFile.read(written, "note", ByName.class).content().all()).isEqualTo(all);
  }

  @Example
  void special_values_come_back_with_the_same_bits() throws IOException {
    float[] values = {
      0f,
      -0f,
      Float.NaN,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.MIN_VALUE,
      -Float.MAX_VALUE
    };
    Path written = folder.resolve("altered");
    Tensors tensors = Tensors.builder().floats("t", values).build();
    new ModelFile<>(new Note("", Double.NaN, List.of()), tensors).write(written, "note");
    ModelFile<Note> read = ModelFile.read(written, "note", Note.class);
    assertThat(read.tensors()).isEqualTo(tensors);
    assertThat(read.content().number()).isNaN();
  }

  @Example
  void content_names_and_types_come_back() throws IOException {
    ModelFile<Note> read = ModelFile.read(file, "note", Note.class);
    assertThat(read.content())
        .isEqualTo(new Note("Schraube \u00e4 \u96f6", Math.PI, List.of(1, 2)));
    assertThat(read.tensors().names())
        .containsExactly("counts", "empty", "file", "first", "second");
    assertThat(read.tensors().floats("empty", 0)).isEmpty();
    assertThat(read.tensors().ints("counts", -4, 3, 2)).containsExactly(3, -4);
    assertThat(read.tensors().bytes("file")).containsExactly(1, 2, 3, -1);
  }

  @Example
  void the_same_content_gives_the_same_bytes() throws IOException {
    ModelFile.read(file, "note", Note.class).write(folder.resolve("altered"), "note");
    assertThat(folder.resolve("altered")).hasBinaryContent(whole);
  }

  @Example
  void tensors_lie_in_the_folders_of_their_names() {
    Tensors tensors =
        Tensors.builder().floats("a/x", 1).floats("a/y/z", 2).floats("ab/x", 3).build();
    assertThat(tensors.folder("a").names()).containsExactly("x", "y/z");
    assertThat(tensors.folder("a/y")).isEqualTo(Tensors.builder().floats("z", 2).build());
    assertThat(tensors.folder("b")).isEqualTo(Tensors.none());
  }

  @Example
  void a_tensor_is_in_memory_once_while_it_is_written_and_read() throws IOException {
    int bytes = 32 << 20;
    Tensors tensors = Tensors.builder().floats("t", new float[bytes / Float.BYTES]).build();
    ModelFile<Note> large = new ModelFile<>(new Note("", 0, List.of()), tensors);
    Path written = folder.resolve("altered");
    large.write(written, "note");
    assertThat(allocated(() -> large.write(written, "note"))).isLessThan(bytes / 10);
    assertThat(allocated(() -> ModelFile.read(written, "note", Note.class)))
        .isBetween((long) bytes, bytes + bytes / 10L);
  }

  /** How many bytes a call has set aside in the heap. */
  private static long allocated(ThrowingCallable call) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThatCode(call).doesNotThrowAnyException();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  @Property(tries = 1000)
  void a_file_cut_anywhere_is_refused(@ForAll @IntRange(min = 0, max = 100_000) int place)
      throws IOException {
    int length = place % whole.length;
    assertThatThrownBy(() -> read(Arrays.copyOf(whole, length)))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(folder.resolve("altered").toString())
        .hasMessageContaining(length == 0 ? "is not an Anomaly4J file" : "is truncated");
  }

  @Property(tries = 2000)
  void a_file_with_one_altered_byte_is_refused(
      @ForAll @IntRange(min = 0, max = 100_000) int place,
      @ForAll @IntRange(min = 1, max = 255) int change) {
    byte[] altered = whole.clone();
    altered[place % whole.length] ^= (byte) change;
    assertThatThrownBy(() -> read(altered))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(folder.resolve("altered").toString());
  }

  @Property(tries = 50)
  void a_file_with_something_behind_it_is_refused(@ForAll @Size(min = 1, max = 20) byte[] more) {
    byte[] longer = Arrays.copyOf(whole, whole.length + more.length);
    System.arraycopy(more, 0, longer, whole.length, more.length);
    assertThatThrownBy(() -> read(longer))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(more.length + " bytes follow its last tensor");
  }

  @Example
  void a_newer_version_asks_for_a_newer_release() {
    byte[] newer = whole.clone();
    newer[11] = 6;
    assertThatThrownBy(() -> read(newer))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("format version 6")
        .hasMessageContaining("newer release");
  }

  @Example
  void a_manifest_that_begins_as_another_encoding_does_is_refused() {
    assertThatThrownBy(() -> read(sealed(5, "\0\0\0{ice")))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(folder.resolve("altered").toString())
        .hasMessageContaining("its manifest does not describe");
  }

  @Example
  void version_4_is_read_too() throws IOException {
    assertThat(read(sealed(4, manifest("").replace(":5", ":4"))).content())
        .isEqualTo(new Note("", 0, List.of()));
  }

  record MoreOfLater(String text, double number, List<Integer> list, @Nullable Integer more) {}

  @Example
  void a_field_of_a_later_release_that_is_null_does_not_change_the_fingerprint() {
    ModelFile<?> before = new ModelFile<>(new Note("a", 1, List.of(2)), Tensors.none());
    assertThat(
            new ModelFile<>(new MoreOfLater("a", 1, List.of(2), null), Tensors.none())
                .fingerprint())
        .isEqualTo(before.fingerprint());
    assertThat(
            new ModelFile<>(new MoreOfLater("a", 1, List.of(2), 0), Tensors.none()).fingerprint())
        .isNotEqualTo(before.fingerprint());
  }

  @Example
  void an_older_version_asks_to_train_again() {
    byte[] older = whole.clone();
    older[11] = 1;
    assertThatThrownBy(() -> read(older))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("format version 1")
        .hasMessageContaining("train again");
  }

  @Example
  void a_foreign_file_is_told_from_a_damaged_one() {
    assertThatThrownBy(
            () ->
                read(
                    "PK and then a zip file, as a stock model is one"
                        .repeat(9)
                        .getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("is not an Anomaly4J file");
    assertThatThrownBy(() -> read(new byte[] {'P', 'K'}))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("is not an Anomaly4J file");
  }

  @Example
  void a_folder_and_a_missing_file_are_named() {
    assertThatThrownBy(() -> ModelFile.read(folder, "note", Note.class))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(folder + ": is a folder");
    assertThatThrownBy(() -> ModelFile.read(folder.resolve("none"), "note", Note.class))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("none");
  }

  @Example
  void another_kind_is_refused_by_name() {
    assertThatThrownBy(() -> ModelFile.read(file, "detector", Note.class))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("holds a note; expected a detector");
  }

  @Example
  void content_of_another_shape_is_refused() {
    assertThatThrownBy(
            () ->
                read(
                    sealed(
                        "{'formatVersion':5,'kind':'note','content':{'list':'x'},'tensors':[]}")))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("does not describe a note");
  }

  @Example
  void huge_tensors_that_the_file_cannot_hold_are_refused_before_allocation() {
    String huge = "{'name':'t%d','type':'float32','length':%d,'sha256':''}";
    assertThatThrownBy(() -> read(sealed(manifest(huge.formatted(0, 500_000_000)))))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("is truncated")
        .hasMessageContaining("2000000");
    for (long length : new long[] {-1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 62, 1L << 32}) {
      assertThatThrownBy(() -> read(sealed(manifest(huge.formatted(0, length)))))
          .isInstanceOf(ModelFileException.class)
          .hasMessageContaining("t0 would have " + length);
    }
  }

  @Example
  void more_names_than_a_reader_takes_are_not_written() {
    Path huge = folder.resolve("huge");
    ModelFile<Note> model =
        new ModelFile<>(new Note("x".repeat(17 << 20), 0, List.of()), Tensors.none());
    assertThatThrownBy(() -> model.write(huge, "note"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(huge.toString());
    assertThat(huge).doesNotExist();
  }

  @Example
  void sound_checksums_do_not_make_a_nonsensical_manifest_pass() {
    for (String manifest :
        List.of(
            "null",
            "[]",
            "12",
            "{}",
            "{'formatVersion':5,'kind':'note','content':{}}",
            "{'formatVersion':5,'kind':null,'content':{},'tensors':[]}",
            manifest("null"),
            manifest("{'name':null,'type':'float32','length':0,'sha256':''}"),
            manifest("{'name':'t','length':0,'sha256':''}"),
            manifest("{'name':'t','type':'float64','length':0,'sha256':''}"),
            manifest("{'name':'t','type':'float32','length':0}"),
            manifest("{'name':'t','type':'float32','length':null,'sha256':''}"),
            manifest(
                ("{'name':'t','type':'bytes','length':0,'sha256':'%1$s'},"
                        + "{'name':'t','type':'bytes','length':0,'sha256':'%1$s'}")
                    .formatted(Hashing.sha256().hashBytes(new byte[0]))),
            "{'formatVersion':5,'kind':'note','content':null,'tensors':[]}",
            "[".repeat(100_000),
            "not json")) {
      assertThatThrownBy(() -> read(sealed(manifest)))
          .as(manifest.substring(0, Math.min(99, manifest.length())))
          .isInstanceOf(ModelFileException.class);
    }
  }

  private static String manifest(String tensors) {
    return "{'formatVersion':5,'kind':'note','content':{'text':'','number':0,'list':[]},'tensors':[%s]}"
        .formatted(tensors);
  }

  /** A file with this manifest, its checksum right, and no tensor. */
  private static byte[] sealed(String manifest) throws IOException {
    return sealed(5, manifest);
  }

  private static byte[] sealed(int version, String manifest) throws IOException {
    byte[] json = manifest.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeBytes("ANOMALY4");
    out.writeInt(version);
    out.writeInt(json.length);
    out.write(Hashing.sha256().hashBytes(json).asBytes());
    out.write(json);
    return bytes.toByteArray();
  }

  private static ModelFile<Note> read(byte[] bytes) throws IOException {
    Path altered = folder.resolve("altered");
    Files.write(altered, bytes);
    return ModelFile.read(altered, "note", Note.class);
  }
}
