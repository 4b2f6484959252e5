package io.github.anomaly4j.internal.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.anomaly4j.Provenance;
import io.github.anomaly4j.Warning;
import io.github.anomaly4j.eval.CategoryResult;
import io.github.anomaly4j.eval.Decisions;
import io.github.anomaly4j.eval.Evaluation;
import io.github.anomaly4j.eval.Metrics;
import io.github.anomaly4j.eval.ScoredImage;
import io.github.anomaly4j.metric.RegionFigures;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

/** The figures of an evaluation as nested JSON objects. */
public final class EvaluationJson {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private EvaluationJson() {}

  /** The text of the file. */
  public static String of(Evaluation evaluation) {
    ObjectNode root = MAPPER.createObjectNode();
    ObjectNode categories = root.putObject("categories");
    evaluation
        .categories()
        .forEach((name, result) -> putCategory(categories.putObject(name), result));
    putMetrics(root.putObject("mean"), evaluation.mean());
    putMetrics(root.putObject("meanHard"), evaluation.meanHard());
    evaluation.hard().forEach(root.putArray("hard")::add);
    ObjectNode pooled = root.putObject("pooled");
    put(pooled, "imageAuroc", evaluation.pooledImageAuroc());
    put(pooled, "detectionAt2", evaluation.pooledDetectionRate(0.02));
    put(pooled, "detectionAt5", evaluation.pooledDetectionRate(0.05));
    ObjectNode decisions = root.putObject("decisions");
    putDecisions(decisions.putObject("asTrained"), evaluation.decisions());
    putDecisions(decisions.putObject("perfectAt2"), evaluation.perfectDecisions(0.02));
    putDecisions(decisions.putObject("perfectAt5"), evaluation.perfectDecisions(0.05));
    putRegions(root.putObject("regions"), evaluation.regions());
    ObjectNode routing = root.putObject("routing");
    put(routing, "accuracy", evaluation.routingAccuracy());
    put(routing, "unknown", evaluation.unknownShare());
    putTraining(root.putObject("train"), evaluation.run().provenance());
    ObjectNode latency = root.putObject("latencyMs");
    put(latency, "p50", evaluation.run().latency().p50());
    put(latency, "p95", evaluation.run().latency().p95());
    ObjectNode model = root.putObject("model");
    if (evaluation.run().modelBytes().isPresent()) {
      model.put("bytes", evaluation.run().modelBytes().getAsLong());
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
    putMetrics(node, result.metrics());
    put(node, "threshold", result.threshold());
    put(node, "f1Threshold", result.f1Threshold());
    put(node, "detectionRate", result.decisions().detectionRate());
    put(node, "falsePositiveRate", result.decisions().falsePositiveRate());
    putDecisions(node, result.decisions());
    node.put("pixelImages", result.pixelImages());
    putRegions(node.putObject("regions"), result.regions());
    put(node, "routingAccuracy", result.routingAccuracy());
  }

  private static void putDecisions(ObjectNode node, Decisions decisions) {
    node.put("normal", decisions.normal());
    node.put("defective", decisions.defective());
    node.put("missedDefects", decisions.missedDefects());
    node.put("falseAlarms", decisions.falseAlarms());
  }

  private static void putRegions(ObjectNode node, RegionFigures regions) {
    putFound(node.putObject("small"), regions.small());
    putFound(node.putObject("medium"), regions.medium());
    putFound(node.putObject("large"), regions.large());
    node.put("falseInDefective", regions.falseInDefective());
    node.put("normalImages", regions.normal());
    node.put("normalImagesMarked", regions.normalMarked());
    put(node, "falsePerNormalImage", regions.falsePerNormal());
  }

  private static void putFound(ObjectNode node, RegionFigures.Found found) {
    node.put("found", found.found()).put("defects", found.defects());
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

  /** The exact names of those that the CSV file, which must hold no formulas, changes. */
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
        .filter(name -> !CsvText.name(name).equals(name))
        .forEach(name -> root.withObject("/quotedNames").put(CsvText.name(name), name));
  }

  private static void putMetrics(ObjectNode node, Metrics metrics) {
    put(node, "imageAuroc", metrics.imageAuroc());
    put(node, "detectionAt2", metrics.detectionAt2());
    put(node, "detectionAt5", metrics.detectionAt5());
    put(node, "averagePrecision", metrics.averagePrecision());
    put(node, "f1Max", metrics.f1Max());
    put(node, "pixelAuroc", metrics.pixelAuroc());
    put(node, "aupro", metrics.aupro());
  }

  private static void putTraining(ObjectNode node, Provenance provenance) {
    put(node, "seconds", provenance.trainSeconds());
    node.put("peakMemoryBytes", provenance.peakMemoryBytes());
  }

  private static void putProvenance(ObjectNode node, Evaluation evaluation) {
    Provenance provenance = evaluation.run().provenance();
    node.put("evaluatedAt", evaluation.run().endedAt().toString());
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
