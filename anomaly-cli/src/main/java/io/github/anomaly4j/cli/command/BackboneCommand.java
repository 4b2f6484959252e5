package io.github.anomaly4j.cli.command;

import io.github.anomaly4j.onnx.OnnxModel;
import io.github.anomaly4j.onnx.OnnxModel.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists what a backbone offers. */
@Command(
    name = "backbone",
    mixinStandardHelpOptions = true,
    header = "Lists the inputs and layers of an ONNX model, for --backbone and --layers.",
    description = {
      "",
      "Any tensor that holds a map of the image can be a layer, outputs and inner ones alike. Sizes"
          + " that the file leaves open are shown as ?."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = "  anomaly backbone resnet18.onnx")
public final class BackboneCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FILE", description = "The ONNX model.")
  private Path file;

  @Option(names = "--all", description = "List inner tensors of every operator, not maps alone.")
  private boolean all;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    OnnxModel model = OnnxModel.read(file);
    list("inputs", model.inputs());
    list("inner tensors", model.inner().stream().filter(tensor -> all || isMap(tensor)).toList());
    list("outputs", model.outputs());
    PrintWriter out = spec.commandLine().getOut();
    out.println("SHA-256 " + model.sha256());
    return ExitCode.DONE;
  }

  /** Of what has no shape in the file, the operators that end a network's blocks. */
  private static boolean isMap(Tensor tensor) {
    return tensor
        .shape()
        .map(shape -> shape.size() == 3 || shape.size() == 4)
        .orElse(List.of("Relu", "Add", "Concat", "Mul", "Clip").contains(tensor.operator()));
  }

  private void list(String heading, List<Tensor> tensors) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(heading + ":");
    for (Tensor tensor : tensors) {
      String shape =
          tensor
              .shape()
              .map(sizes -> sizes.stream().map(BackboneCommand::size).toList().toString())
              .orElse("");
      out.printf(
          Locale.ROOT,
          "  %-40s %-10s %s %s%n",
          tensor.name(),
          tensor.operator(),
          tensor.type(),
          shape);
    }
  }

  private static String size(long length) {
    return length < 0 ? "?" : Long.toString(length);
  }
}
