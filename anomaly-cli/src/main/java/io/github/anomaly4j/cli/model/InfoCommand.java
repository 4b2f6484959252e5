package io.github.anomaly4j.cli.model;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.DetectorInfo;
import io.github.anomaly4j.Provenance;
import io.github.anomaly4j.cli.command.ExitCode;
import io.github.anomaly4j.cli.option.ModelLoadOptions;
import io.github.anomaly4j.image.DecodeLimits;
import io.github.anomaly4j.internal.dataset.PlainText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells what a model is. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    header = "Tells what a model is: products, thresholds, evidence, sizes, history.",
    description = {
      "",
      "Each product has the number of its normal images, its thresholds (of the score and of the"
          + " map), the false-positive rate that its normal images state for the threshold, the"
          + " lowest p-value that can be counted, and the size of what is kept for it. The"
          + " fingerprint is that of the training: scores of models with the same one mean the"
          + " same."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  anomaly info model.anomaly",
      "  anomaly info --json model.anomaly | jq '.products[].threshold'"
    })
public final class InfoCommand implements Callable<Integer> {
  private static final double MEGABYTE = 1 << 20;

  @Parameters(paramLabel = "MODEL", description = "A model that 'anomaly train' saved.")
  private Path model;

  @Option(names = "--json", description = "Print everything as one JSON object.")
  private boolean asJson;

  @Mixin private ModelLoadOptions trust;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    DetectorInfo info;
    try (AnomalyDetector detector = trust.load(model, DecodeLimits.defaults())) {
      info = detector.info();
    }
    PrintWriter out = spec.commandLine().getOut();
    if (asJson) {
      JsonMapper json =
          JsonMapper.builder()
              .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
              .enable(SerializationFeature.INDENT_OUTPUT)
              .build();
      ObjectNode root = json.createObjectNode().put("file", PlainText.path(model));
      root.put("bytes", Files.size(model)).setAll(json.<ObjectNode>valueToTree(info));
      out.println(json.writeValueAsString(root));
    } else {
      print(info, out);
    }
    return ExitCode.DONE;
  }

  private void print(DetectorInfo info, PrintWriter out) throws IOException {
    Provenance from = info.provenance();
    fact(out, "model", "%s, %.1f MB", PlainText.path(model), Files.size(model) / MEGABYTE);
    fact(out, "fingerprint", "%s", info.fingerprint());
    fact(out, "scores by", "%s", info.evidence());
    fact(out, "backbone", "%s", info.backbone() == null ? "none" : info.backbone());
    fact(out, "image size", "%d x %d pixels", info.imageWidth(), info.imageHeight());
    fact(out, "trained for", "a false-positive rate of %s", info.falsePositiveRate());
    fact(out, "unknown products", "%s", info.unknownProducts() ? "are told" : "are not told");
    out.printf(
        "%n%-24s %6s %10s %10s %8s %8s %8s%n",
        "product", "images", "threshold", "of map", "stated", "lowest p", "MB");
    for (DetectorInfo.Product product : info.products()) {
      out.printf(
          Locale.ROOT,
          "%-24s %6d %10.3f %10.3f %7.2f%% %8.4f %8.1f%s%n",
          PlainText.of(product.name()),
          product.images(),
          product.threshold(),
          product.mapThreshold(),
          100 * product.falsePositiveRate(),
          product.resolution(),
          product.bytes().values().stream().mapToLong(Long::longValue).sum() / MEGABYTE,
          product.tellsDrift() ? "" : "  (older build: no drift)");
    }
    out.println();
    fact(out, "trained with", "Anomaly4J %s, seed %d", from.libraryVersion(), from.seed());
    fact(out, "on", "%s", from.runtime());
    fact(
        out,
        "training took",
        "%.0f s, %.0f MB",
        from.trainSeconds(),
        from.peakMemoryBytes() / MEGABYTE);
    fact(out, "training images", "%s", from.dataFingerprint());
    list(out, "changed", from.changes());
    list(out, "skipped", from.skipped());
    list(out, "warning", from.warnings());
  }

  private static void list(PrintWriter out, String name, List<String> texts) {
    texts.forEach(text -> fact(out, name, "%s", PlainText.of(text)));
  }

  private static void fact(PrintWriter out, String name, String format, Object... values) {
    out.printf("%-18s %s%n", name, String.format(Locale.ROOT, format, values));
  }
}
