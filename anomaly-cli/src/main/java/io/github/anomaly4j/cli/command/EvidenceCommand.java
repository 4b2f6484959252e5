package io.github.anomaly4j.cli.command;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.cli.file.OutputPath;
import io.github.anomaly4j.cli.option.DataOption;
import io.github.anomaly4j.cli.option.HardProductsOption;
import io.github.anomaly4j.cli.option.TrainingDefaults;
import io.github.anomaly4j.cli.option.TrainingOptions;
import io.github.anomaly4j.cli.product.Product;
import io.github.anomaly4j.cli.product.ProductFolder;
import io.github.anomaly4j.cli.progress.TaskProgress;
import io.github.anomaly4j.cli.table.EvidenceTable;
import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.eval.Evaluation;
import io.github.anomaly4j.eval.EvaluationOptions;
import io.github.anomaly4j.eval.Evaluator;
import io.github.anomaly4j.internal.evidence.EvidenceKinds;
import io.github.anomaly4j.report.EvaluationReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains a detector with all evidence and others without one kind of it, and compares them. */
@Command(
    name = "evidence",
    mixinStandardHelpOptions = true,
    header = "Measures what each kind of evidence brings: trains with it and without it.",
    description = {
      "",
      "Trains a detector by the given settings, and one more for each kind of evidence that is left"
          + " out, all with the same images and the same --seed, and evaluates all of them on the same"
          + " test images. The layout of the images is that of 'anomaly evaluate'; with --drawn they"
          + " are those of 'anomaly quickstart', with its settings.",
      "",
      "Prints each product's image AUROC by each detector, then a line for each detector: image AUROC"
          + " as the mean over all products, over the hard ones and pooled, the share of defects found"
          + " at exactly 2 %% and 5 %% false positives, pixel AUROC and AUPRO, all in percent; the"
          + " defects that are missed and the false alarms at the thresholds as trained; milliseconds"
          + " for an image, and seconds of training, of which the first has the start of Java too."
          + " Below each, what the kind brings: the figures with it less those without it.",
      "",
      "Kinds that need the one left out are left out too, as detail is with patch; before each"
          + " training, what it uses is printed. If only backbone or gaussian is left, images are"
          + " fitted into the size that the backbone takes, whatever the --image-size, and learned in"
          + " no other --poses: the figures then differ by that too.",
      "",
      "A backbone does not learn from the products, so there is no need to leave products out of its"
          + " training: every product is new to it. The models and the reports of 'anomaly evaluate'"
          + " go to a folder for each detector."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  anomaly evidence --data mvtec --out gains",
      "  anomaly evidence --drawn --seed 7 --out gains --without image",
      "  anomaly evidence --data mvtec --out gains --without backbone --backbone resnet18.onnx"
          + " --layers layer2,layer3"
    })
public final class EvidenceCommand implements Callable<Integer> {

  /** Where images come from. */
  private static final class Source {
    @Option(
        names = "--data",
        required = true,
        paramLabel = "DIR|CSV",
        description = "The folder of images, or a manifest that lists them.")
    private Path path;

    @Option(
        names = "--drawn",
        required = true,
        description = "Draw the products of 'anomaly quickstart' into OUT/images, by --seed.")
    private boolean drawn;
  }

  @ArgGroup(multiplicity = "1")
  private Source source;

  @Option(
      names = "--products",
      split = ",",
      paramLabel = "PRODUCT",
      description = "Use these products alone.")
  private Set<String> products;

  @Option(
      names = "--pieces",
      paramLabel = "N",
      defaultValue = "32",
      description =
          "With --drawn, normal pieces to learn from, per product, as for 'anomaly quickstart'. By"
              + " default: ${DEFAULT-VALUE}.")
  private int pieces;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the results go; made if absent, files of the same names are replaced.")
  private Path out;

  @Option(
      names = "--without",
      split = ",",
      paramLabel = "KIND",
      description =
          "Leave out this kind of evidence; of several, one after the other. By default each that"
              + " counts.")
  private List<Evidence> without;

  @Mixin private HardProductsOption hard;

  @Mixin private TrainingOptions training;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    QuickstartCommand.requireEnough(pieces, spec);
    training.builder();
    Map<String, Map<Evidence, Double>> settings = settings();
    settings.forEach(this::builder);
    if (!source.drawn) {
      OutputPath.requireOutside(source.path, out, spec);
    }
    PrintWriter terminal = spec.commandLine().getOut();
    Path data = source.drawn ? out.resolve("images") : source.path;
    ImageSet images =
        DataOption.only(products, source.drawn ? draw(data) : DataOption.read(data), data);
    EvaluationRun.requireNormalAndDefective(images);
    for (String name : settings.keySet()) {
      OutputPath.requireFile(model(name));
    }
    training.prepareEpochs(data);
    EvidenceTable table = new EvidenceTable(terminal);
    for (var setting : settings.entrySet()) {
      terminal.println(setting.getKey() + ": " + EvidenceTable.text(setting.getValue()));
      terminal.flush();
      table.add(setting.getKey(), measure(setting.getKey(), setting.getValue(), images));
    }
    table.print();
    terminal.printf("%nmodels and reports: %s%n", out);
    return ExitCode.DONE;
  }

  /**
   * The evidence of each detector, by its name; all of it first. Without a kind there is none that
   * requires it either: it would be learned all the same.
   */
  private Map<String, Map<Evidence, Double>> settings() {
    Map<Evidence, Double> all = new TreeMap<>(training.evidence());
    List<Evidence> left = without;
    if (left == null) {
      left = all.keySet().stream().filter(kind -> all.get(kind) > 0).toList();
    }
    Map<String, Map<Evidence, Double>> settings = new LinkedHashMap<>();
    settings.put("all", all);
    for (Evidence kind : left) {
      Map<Evidence, Double> rest = new TreeMap<>(all);
      rest.keySet().removeIf(other -> EvidenceKinds.computed(Set.of(other)).contains(kind));
      String problem = null;
      if (!all.containsKey(kind)) {
        problem = "--without %s: the evidence is %s";
      } else if (rest.values().stream().noneMatch(weight -> weight > 0)) {
        problem = "--without %s: nothing that counts is left of %s";
      }
      if (problem != null) {
        throw new ParameterException(
            spec.commandLine(), problem.formatted(kind, EvidenceTable.text(all)));
      }
      settings.put("without " + kind, rest);
    }
    return settings;
  }

  private ImageSet draw(Path folder) throws IOException {
    List<Product> all = List.of(Product.values());
    ProductFolder drawn =
        QuickstartCommand.drawn(all, training.seedOr(QuickstartCommand.SEED), pieces);
    spec.commandLine().getOut().println("drawing " + drawn.size() + " images to " + folder);
    return drawn.write(folder);
  }

  private Path model(String name) {
    return folder(name).resolve("model.anomaly");
  }

  private Path folder(String name) {
    return out.resolve(folderName(name));
  }

  private static String folderName(String name) {
    return name.replace(' ', '-');
  }

  private AnomalyDetectorBuilder builder(String name, Map<Evidence, Double> weights) {
    TrainingDefaults defaults =
        source.drawn ? QuickstartCommand.DEFAULTS : TrainingDefaults.LIBRARY;
    return training.keepEpochs(training.builder(defaults, weights), folderName(name));
  }

  private Evaluation measure(String name, Map<Evidence, Double> weights, ImageSet images)
      throws IOException {
    EvaluationOptions options =
        EvaluationOptions.defaults()
            .withHard(hard.products())
            .withModelFile(model(name))
            .withDecodeLimits(training.decoding().limits());
    Evaluation evaluation;
    try (AnomalyDetector detector = builder(name, weights).train(images);
        TaskProgress progress = new TaskProgress("scoring", training.quiet())) {
      detector.save(model(name));
      evaluation = Evaluator.evaluate(detector, images, options.withProgress(progress));
    }
    EvaluationReport.write(evaluation, folder(name));
    return evaluation;
  }
}
