package io.github.anomaly4j.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.anomaly4j.Provenance;
import io.github.anomaly4j.Warning;
import io.github.anomaly4j.eval.CategoryResult;
import io.github.anomaly4j.eval.Evaluation;
import io.github.anomaly4j.eval.Figures;
import io.github.anomaly4j.eval.ScoredImage;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

/** The figures as nested JSON objects. */
final class JsonFigures {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private JsonFigures() {}

  static String of(Evaluation evaluation) {
    ObjectNode root = MAPPER.createObjectNode();
    ObjectNode categories = root.putObject("categories");
    evaluation
        .categories()
        .forEach((name, result) -> putCategory(categories.putObject(name), result));
    putFigures(root.putObject("mean"), evaluation.mean());
    putFigures(root.putObject("meanHard"), evaluation.meanHard());
    evaluation.hard().forEach(root.putArray("hard")::add);
    put(root.putObject("pooled"), "imageAuroc", evaluation.pooledImageAuroc());
    ObjectNode routing = root.putObject("routing");
    put(routing, "accuracy", evaluation.routingAccuracy());
    put(routing, "unknown", evaluation.unknownShare());
    putTraining(root.putObject("train"), evaluation.provenance());
    ObjectNode latency = root.putObject("latencyMs");
    put(latency, "p50", evaluation.latency().p50());
    put(latency, "p95", evaluation.latency().p95());
    ObjectNode model = root.putObject("model");
    if (evaluation.modelBytes().isPresent()) {
      model.put("bytes", evaluation.modelBytes().getAsLong());
    } else {
      model.putNull("bytes");
    }
    evaluation
        .skipped()
        .forEach(
            file ->
                root.withArray("skipped")
                    .addObject()
                    .put("file", file.file().toString())
                    .put("reason", file.reason()));
    putQuoted(root, evaluation);
    evaluation.warnings().forEach(root.putArray("warnings")::add);
    putImageWarnings(root.putObject("imageWarnings"), evaluation);
    putProvenance(root.putObject("provenance"), evaluation);
    return written(root);
  }

  private static void putCategory(ObjectNode node, CategoryResult result) {
    putFigures(node, result.figures());
    put(node, "threshold", result.threshold());
    put(node, "f1Threshold", result.f1Threshold());
    put(node, "detectionRate", result.detectionRate());
    put(node, "falsePositiveRate", result.falsePositiveRate());
    node.put("normal", result.normal());
    node.put("defective", result.defective());
    node.put("pixelImages", result.pixelImages());
    node.put("missedDefects", result.missedDefects());
    node.put("falseAlarms", result.falseAlarms());
    put(node, "routingAccuracy", result.routingAccuracy());
  }

  /** How many images have a warning, by its kind. */
  private static void putImageWarnings(ObjectNode node, Evaluation evaluation) {
    Map<Warning.Kind, Integer> counts = new EnumMap<>(Warning.Kind.class);
    for (ScoredImage image : evaluation.images()) {
      image.warnings().stream()
          .map(Warning::kind)
          .distinct()
          .forEach(kind -> counts.merge(kind, 1, Integer::sum));
    }
    counts.forEach((kind, count) -> node.put(kind.name(), count));
  }

  /** The names that stand otherwise in the CSV file, which must hold no formulas. */
  private static void putQuoted(ObjectNode root, Evaluation evaluation) {
    evaluation.images().stream()
        .flatMap(
            image ->
                Stream.of(
                    image.entry().file().toString(),
                    image.entry().category(),
                    image.predictedCategory(),
                    image.entry().defect()))
        .distinct()
        .filter(name -> !CsvScores.name(name).equals(name))
        .forEach(name -> root.withObject("/quotedNames").put(CsvScores.name(name), name));
  }

  private static void putFigures(ObjectNode node, Figures figures) {
    put(node, "imageAuroc", figures.imageAuroc());
    put(node, "averagePrecision", figures.averagePrecision());
    put(node, "f1Max", figures.f1Max());
    put(node, "pixelAuroc", figures.pixelAuroc());
    put(node, "aupro", figures.aupro());
  }

  private static void putTraining(ObjectNode node, Provenance provenance) {
    put(node, "seconds", provenance.trainSeconds());
    node.put("peakMemoryBytes", provenance.peakMemoryBytes());
  }

  private static void putProvenance(ObjectNode node, Evaluation evaluation) {
    Provenance provenance = evaluation.provenance();
    node.put("evaluatedAt", evaluation.evaluatedAt().toString());
    node.put("libraryVersion", provenance.libraryVersion());
    node.put("runtime", provenance.runtime());
    node.put("seed", provenance.seed());
    node.put("dataFingerprint", provenance.dataFingerprint());
    node.put("epochs", provenance.epochs());
    provenance.warnings().forEach(node.putArray("warnings")::add);
  }

  /** JSON has no NaN: a figure that is not defined is null. */
  private static void put(ObjectNode node, String key, double value) {
    if (Double.isFinite(value)) {
      node.put(key, value);
    } else {
      node.putNull(key);
    }
  }

  private static String written(ObjectNode root) {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(indenter);
    printer.indentArraysWith(indenter);
    try {
      return MAPPER.writer(printer).writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
