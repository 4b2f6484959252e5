package io.github.anomaly4j.internal.detector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.hash.Hashing;
import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.DrawnParts;
import io.github.anomaly4j.ModelFileException;
import io.github.anomaly4j.area.Areas;
import io.github.anomaly4j.area.Shape;
import io.github.anomaly4j.image.Image;
import io.github.anomaly4j.internal.artifact.ModelFile;
import io.github.anomaly4j.internal.artifact.Tensor;
import io.github.anomaly4j.internal.artifact.Tensors;
import io.github.anomaly4j.spi.FeatureException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.factory.Nd4j;

class DetectorFileTest {
  @TempDir private static Path folder;
  private static AnomalyDetector detector;
  private static Path file;

  @BeforeAll
  static void train() throws IOException {
    Areas areas = Areas.of(64, 64).include("disc", Shape.box(2, 2, 60, 60), 3).build();
    detector =
        DrawnParts.builder()
            .restoration()
            .epochs(1)
            .areas(DrawnParts.DISC, areas)
            .train(DrawnParts.write(folder, 6));
    file = folder.resolve("parts.anomaly");
    detector.save(file);
  }

  @AfterAll
  static void close() {
    detector.close();
  }

  @Test
  void a_file_is_the_same_whatever_the_locale_that_it_is_saved_in() throws IOException {
    Locale before = Locale.getDefault();
    Path elsewhere = folder.resolve("elsewhere.anomaly");
    Locale.setDefault(Locale.forLanguageTag("fa-IR"));
    try {
      detector.save(elsewhere);
    } finally {
      Locale.setDefault(before);
    }
    assertThat(elsewhere).hasSameBinaryContentAs(file);
  }

  @Test
  void a_detector_outlives_the_workspace_that_it_was_loaded_in() throws IOException {
    Image image = DrawnParts.draw(DrawnParts.DISC, 50);
    double expected = detector.detect(image).score();
    WorkspaceConfiguration config = WorkspaceConfiguration.builder().initialSize(1 << 26).build();
    AnomalyDetector loaded;
    try (MemoryWorkspace opened =
        Nd4j.getWorkspaceManager().getAndActivateWorkspace(config, "callers")) {
      loaded = AnomalyDetector.load(file);
      assertThat(loaded.detect(image).score()).isEqualTo(expected);
      assertThat(opened.getPrimaryOffset()).isPositive();
    }
    try (MemoryWorkspace reused =
        Nd4j.getWorkspaceManager().getAndActivateWorkspace(config, "callers")) {
      assertThat(Nd4j.ones(1 << 23).isAttached()).isTrue();
      assertThat(reused.getId()).isEqualTo("callers");
    }
    try (loaded) {
      assertThat(loaded.detect(image).score()).isEqualTo(expected);
    }
  }

  @Test
  void a_detector_through_a_stream_is_the_one_of_the_file() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    detector.save(out);
    assertThat(out.toByteArray()).isEqualTo(Files.readAllBytes(file));
    Image image = DrawnParts.damaged(DrawnParts.draw(DrawnParts.DISC, 50), 20, 20);
    try (AnomalyDetector loaded =
        AnomalyDetector.load(new Drops(new ByteArrayInputStream(out.toByteArray())))) {
      assertThat(loaded.detect(image).summary()).isEqualTo(detector.detect(image).summary());
      assertThat(loaded.detect(image).anomalyMap().toArray())
          .isEqualTo(detector.detect(image).anomalyMap().toArray());
    }
  }

  @Test
  void a_stream_is_left_open_on_either_way() throws IOException {
    AtomicBoolean closed = new AtomicBoolean();
    InputStream in =
        new ByteArrayInputStream(Files.readAllBytes(file)) {
          @Override
          public void close() {
            closed.set(true);
          }
        };
    AnomalyDetector.load(in).close();
    detector.save(
        new ByteArrayOutputStream() {
          @Override
          public void close() {
            closed.set(true);
          }
        });
    assertThat(closed).isFalse();
  }

  @Test
  void a_stream_that_ends_early_goes_on_or_was_altered_is_refused_by_its_name() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {0, 5, 8, 30, 60, 2000, whole.length / 2, whole.length - 1}) {
      refusedStream(
          new ByteArrayInputStream(whole, 0, length),
          length == 0 ? "not an Anomaly4J file" : "truncated after " + length + " bytes");
    }
    refusedStream(
        new ByteArrayInputStream(Arrays.copyOf(whole, whole.length + 1)), "more bytes follow");
    byte[] altered = whole.clone();
    altered[whole.length - 3] ^= 1;
    refusedStream(new ByteArrayInputStream(altered), "does not match its checksum");
    refusedStream(new ByteArrayInputStream("<html>".getBytes(UTF_8)), "not an Anomaly4J file");
    assertThatThrownBy(
            () -> AnomalyDetector.load(DetectorFileTest.class.getResourceAsStream("/no.anomaly")))
        .isInstanceOf(NullPointerException.class)
        .hasMessageContaining("getResourceAsStream");
  }

  /** 16 tensors of 2 GB each would fill any heap of a test before a byte of them is read. */
  @Test
  void what_a_stream_claims_is_not_set_aside_before_it_arrives() throws IOException {
    for (int tensors : new int[] {1, 1000}) {
      byte[] claim = claim(tensors, Integer.MAX_VALUE / Float.BYTES);
      long fits = Runtime.getRuntime().maxMemory() / (4L * (Integer.MAX_VALUE / Float.BYTES));
      refusedStream(
          new ByteArrayInputStream(claim),
          tensors > fits ? "larger -Xmx" : "truncated after " + claim.length + " bytes");
    }
  }

  private static byte[] claim(int tensors, int length) throws IOException {
    StringJoiner entries = new StringJoiner(",");
    for (int i = 0; i < tensors; i++) {
      entries.add(
          "{\"name\":\"%d\",\"type\":\"float32\",\"length\":%d,\"sha256\":\"\"}"
              .formatted(i, length));
    }
    byte[] manifest =
        ("{\"formatVersion\":5,\"kind\":\"detector\",\"content\":{},\"tensors\":[" + entries + "]}")
            .getBytes(UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(Arrays.copyOf(Files.readAllBytes(file), 12));
    out.writeInt(manifest.length);
    out.write(Hashing.sha256().hashBytes(manifest).asBytes());
    out.write(manifest);
    return bytes.toByteArray();
  }

  private static void refusedStream(InputStream in, String said) {
    assertThatThrownBy(() -> AnomalyDetector.loader().load(in, "object 17"))
        .isInstanceOf(ModelFileException.class)
        .hasMessageStartingWith("object 17: ")
        .hasMessageContaining(said);
  }

  /** Gives a few bytes at a time, as a network does. */
  private static final class Drops extends FilterInputStream {
    Drops(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      return super.read(into, offset, Math.min(length, 777));
    }
  }

  @Test
  void a_number_that_is_too_large_is_refused_with_file_tensor_and_number() throws IOException {
    ModelFile<JsonNode> whole = ModelFile.read(file, "detector", JsonNode.class);
    for (String name : whole.tensors().names()) {
      if (!name.equals("router/usual distances")
          && whole.tensors().byName().get(name) instanceof Tensor.Floats floats) {
        Tensor large = with(floats, floats.length() - 1, -3e38f);
        refused(whole, name, values -> large, inFolder(name) + " has a value of -3.0E38");
      }
    }
  }

  @Test
  void a_content_whose_parts_do_not_fit_is_refused() throws IOException {
    refused(content -> content.putNull("config"), "configuration");
    refused(content -> content.putNull("provenance"), "provenance");
    refused(content -> content.putNull("categories"), "");
    refused(content -> content.putArray("categories"), "0 categories");
    refused(content -> ((ArrayNode) content.get("categories")).remove(1), "a router for 2");
    refused(content -> config(content).put("imageWidth", 4104), "4096");
    refused(content -> config(content).put("memoryBankSize", 1_000_001), "memoryBankSize");
    refused(content -> config(content).putNull("loss"), "loss");
    refused(content -> category(content).putNull("name"), "without a name");
    refused(content -> category(content).put("name", DrawnParts.SHEET), "two categories");
    for (String threshold : List.of("NaN", "Infinity")) {
      refused(content -> category(content).put("threshold", threshold), threshold);
      refused(content -> category(content).put("mapThreshold", threshold), threshold);
      refused(content -> normal(content).put("contrast", threshold), threshold);
      refused(content -> normal(content).withArray("peaks").add(threshold), threshold);
    }
    refused(content -> normal(content).put("contrast", -1), "contrast");
    refused(content -> category(content).putNull("normal"), "normal images");
    refused(content -> normal(content).putNull("peaks"), "");
    refused(content -> category(content).putNull("fusion"), "fusion");
    refused(content -> fusion(content).put("severity", 0), "severity");
    refused(content -> fusion(content).putNull("normal"), "normal");
    refused(content -> evidence(content).remove("mask"), "mask");
    refused(content -> evidence(content).putNull("mask"), "");
    refused(content -> config(content).withObject("network").put("maskOutput", false), "mask");
    refused(content -> area(content).put("width", 63), "areas of 63 x 64");
    refused(content -> area(content).put("height", 1 << 30), "x 1073741824");
    refused(content -> area(content).putArray("special"), "pixels of an area");
    refused(content -> area(content).putNull("special"), "");
    refused(content -> special(content).put("mapThreshold", "NaN"), "NaN");
    refused(content -> special(content).put("mapThreshold", 1e300), "1.0E300");
    refused(content -> special(content).putNull("name"), "name");
    refused(content -> category(content).withObject("spreads").putNull("spreads"), "");
    refused(content -> spread(content, 0), "a spread of 0.0");
    refused(content -> spread(content, 1e300), "a spread of 1.0E300");
  }

  @Test
  void tensors_that_do_not_fit_or_are_no_numbers_are_refused() throws IOException {
    ModelFile<JsonNode> whole = ModelFile.read(file, "detector", JsonNode.class);
    for (String name : whole.tensors().names()) {
      // Files of before banks knew their images have none.
      if (!name.endsWith("/images")) {
        refused(whole, name, values -> null, "");
      }
      refused(whole, name, values -> values.resized(values.length() + 1), "");
      if (whole.tensors().byName().get(name) instanceof Tensor.Floats floats) {
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
          int place = floats.length() / 2;
          refused(whole, name, values -> with(floats, place, value), inFolder(name));
        }
      } else {
        refused(
            whole, name, values -> new Tensor.Floats(new float[values.length()]), inFolder(name));
      }
    }
    refused(whole, "router/centers", values -> values.resized(3 * values.length() / 2), "centers");
    for (String part : List.of("router", "category/0/patch", "category/1/image")) {
      // One feature less, in as many dimensions.
      Map<String, Tensor> narrow = new LinkedHashMap<>(whole.tensors().byName());
      int features = narrow.get(part + "/mean").length();
      int dimensions = narrow.get(part + "/projection").length() / features;
      narrow.put(part + "/mean", new Tensor.Floats(new float[features - 1]));
      narrow.put(part + "/projection", new Tensor.Floats(new float[(features - 1) * dimensions]));
      refused(new ModelFile<>(whole.content(), Tensors.of(narrow)), part);
    }
  }

  @Test
  void a_scale_that_scores_would_overflow_by_is_refused() throws IOException {
    for (double location : new double[] {1e308, -1e308, 1e10}) {
      refused(content -> library(content).put("location", location), "location must be within");
    }
    for (double scale : new double[] {1e-300, 1e300}) {
      refused(content -> library(content).put("scale", scale), "scale must be from");
      refused(content -> fusion(content).put("severity", scale), "severity must be from");
    }
    refused(content -> fusion(content).withObject("weights").put("patch", 1e300), "weights");
  }

  @Test
  void numbers_near_the_largest_float_are_refused_with_their_place_or_do_no_harm()
      throws IOException {
    ModelFile<JsonNode> whole = ModelFile.read(file, "detector", JsonNode.class);
    Image image = DrawnParts.draw(DrawnParts.DISC, 50);
    Path other = folder.resolve("large.anomaly");
    int refused = 0;
    for (String name : whole.tensors().names()) {
      for (float value : new float[] {Float.MAX_VALUE, -Float.MAX_VALUE, 1e20f}) {
        Map<String, Tensor> tensors = new LinkedHashMap<>(whole.tensors().byName());
        tensors.computeIfPresent(name, (n, tensor) -> filled(tensor, value));
        new ModelFile<>(whole.content(), Tensors.of(tensors)).write(other, "detector");
        try (AnomalyDetector loaded = AnomalyDetector.load(other)) {
          assertThat(loaded.detect(image).score()).as(name).isFinite();
        } catch (ModelFileException e) {
          assertThat(e)
              .hasMessageStartingWith(other + ": ")
              .hasMessageContaining(name.startsWith("network/") ? "network" : folder(name));
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(whole.tensors().names().size());
  }

  @Test
  void a_network_that_overflows_for_some_images_alone_is_told_with_the_image() throws IOException {
    ModelFile<JsonNode> whole = ModelFile.read(file, "detector", JsonNode.class);
    Map<String, Tensor> tensors = new LinkedHashMap<>(whole.tensors().byName());
    alternate(tensors, "/(enc|dec).*\\.bias", 0, 0);
    alternate(tensors, "/(enc|dec).*\\.weight", 1, 1);
    // Of noise, the sum of 27 samples is never above 26: ReLU makes 0 of it.
    alternate(tensors, "/enc0\\.conv1\\.main\\.weight", 1e13f, 1e13f);
    alternate(tensors, "/enc0\\.conv1\\.bias", -26e13f, -26e13f);
    // The products overflow, and the sum of both infinities is no number.
    alternate(tensors, "/dec0.*\\.weight", 1e15f, 1e15f);
    alternate(tensors, "/reconstruction\\.main\\.weight", 1, -1);
    Path other = folder.resolve("overflows.anomaly");
    new ModelFile<>(whole.content(), Tensors.of(tensors)).write(other, "detector");
    try (AnomalyDetector loaded = AnomalyDetector.load(other)) {
      Image usual = DrawnParts.draw(DrawnParts.SHEET, 50);
      assertThat(loaded.forCategory(DrawnParts.SHEET).explain(usual).score()).isFinite();
      Image white = Image.filled(64, 64, 1, 1, 1).named("white");
      assertThatThrownBy(() -> loaded.forCategory(DrawnParts.SHEET).explain(white))
          .isInstanceOf(FeatureException.class)
          .hasMessageStartingWith("white: the detector's network gives a value of NaN")
          .hasMessageContaining("reconstruction");
    }
  }

  /** Puts one value for even channels of the reconstruction's input, and another for odd ones. */
  private static void alternate(Map<String, Tensor> tensors, String names, float even, float odd) {
    Pattern wanted = Pattern.compile("network/.*" + names);
    assertThat(tensors.keySet()).anyMatch(name -> wanted.matcher(name).matches());
    tensors.replaceAll(
        (name, tensor) -> {
          if (!wanted.matcher(name).matches()) {
            return tensor;
          }
          float[] values = new float[tensor.length()];
          for (int i = 0; i < values.length; i++) {
            values[i] = i / Image.CHANNELS % 2 == 0 ? even : odd;
          }
          return new Tensor.Floats(values);
        });
  }

  private static Tensor with(Tensor.Floats floats, int place, float value) {
    float[] altered = floats.values().clone();
    altered[place] = value;
    return new Tensor.Floats(altered);
  }

  /** As messages name a tensor. */
  private static String inFolder(String name) {
    String folder = name.startsWith("network/") ? "a network" : folder(name);
    return folder + ": " + name.substring(name.lastIndexOf('/') + 1);
  }

  private static Tensor filled(Tensor tensor, float value) {
    if (tensor instanceof Tensor.Ints) {
      int[] values = new int[tensor.length()];
      Arrays.fill(values, (int) value);
      return new Tensor.Ints(values);
    }
    float[] values = new float[tensor.length()];
    Arrays.fill(values, value);
    return new Tensor.Floats(values);
  }

  private static String folder(String name) {
    return name.substring(0, name.lastIndexOf('/'));
  }

  private static ObjectNode library(ObjectNode content) {
    return (ObjectNode) evidence(content).get("patch");
  }

  private static ObjectNode config(ObjectNode content) {
    return (ObjectNode) content.get("config");
  }

  private static ObjectNode category(ObjectNode content) {
    return (ObjectNode) content.get("categories").get(0);
  }

  private static ObjectNode fusion(ObjectNode content) {
    return (ObjectNode) category(content).get("fusion");
  }

  private static ObjectNode normal(ObjectNode content) {
    return category(content).withObject("normal");
  }

  private static ObjectNode evidence(ObjectNode content) {
    return (ObjectNode) fusion(content).get("evidence");
  }

  private static void refused(Consumer<ObjectNode> change, String said) throws IOException {
    ModelFile<JsonNode> whole = ModelFile.read(file, "detector", JsonNode.class);
    change.accept((ObjectNode) whole.content());
    refused(whole, said);
  }

  private static void refused(
      ModelFile<JsonNode> whole, String tensor, UnaryOperator<Tensor> change, String said)
      throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>(whole.tensors().byName());
    tensors.compute(tensor, (name, values) -> change.apply(values));
    refused(new ModelFile<>(whole.content(), Tensors.of(tensors)), said);
  }

  private static ObjectNode area(ObjectNode content) {
    return (ObjectNode) category(content).get("area");
  }

  private static ObjectNode special(ObjectNode content) {
    return (ObjectNode) area(content).get("special").get(0);
  }

  private static void spread(ObjectNode content, double value) {
    category(content).withObject("spreads").withObject("spreads").put("patch", value);
  }

  private static void refused(ModelFile<JsonNode> altered, String said) throws IOException {
    Path other = folder.resolve("altered.anomaly");
    altered.write(other, "detector");
    assertThatThrownBy(() -> AnomalyDetector.load(other))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(other.toString())
        .hasMessageContaining(said);
  }
}
