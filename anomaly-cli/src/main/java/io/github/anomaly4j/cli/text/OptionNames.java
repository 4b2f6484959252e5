package io.github.anomaly4j.cli.text;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Replaces the names of Java's methods in the library's messages by options. */
public final class OptionNames {
  private static final Map<Pattern, String> OPTIONS = options();

  private OptionNames() {}

  /** The text with the program's options in place of the library's settings. */
  public static String in(String text) {
    String replaced = text;
    for (Map.Entry<Pattern, String> option : OPTIONS.entrySet()) {
      replaced = option.getKey().matcher(replaced).replaceAll(option.getValue());
    }
    return replaced;
  }

  private static Map<Pattern, String> options() {
    Map<Pattern, String> options = new LinkedHashMap<>();
    phrase(options, ", or pass its values to Image.of", "");
    phrase(options, "give features(...) one, or --backbone on the command line", "give --backbone");
    phrase(options, "train with keepEpochs (on the command line, --keep-epochs)", "--keep-epochs");
    phrase(options, "written by AnomalyDetector.save", "that 'anomaly train' saved");
    phrase(
        options,
        "(AnomalyDetectorBuilder.tiles, or --tiles on the command line)",
        "('anomaly train --tiles')");
    phrase(options, "call channelsLast()", "give --channels-last");
    phrase(options, "call restoration()", "give --restoration");
    phrase(options, "name evidence of the network", "give --evidence of the network");
    setting(options, "checkpoint", "--checkpoint");
    setting(options, "DecodeLimits.maxPixels", "--max-pixels");
    setting(options, "DecodeLimits.maxBytes", "--max-bytes");
    setting(options, "imageSize", "--image-size");
    setting(options, "cropSize", "--crop");
    setting(options, "stepsPerEpoch", "--steps");
    setting(options, "baseWidth", "--base-width");
    setting(options, "falsePositiveRate", "--false-positive-rate");
    setting(options, "networkPerCategory", "--network-per-product");
    setting(options, "backboneBankSize", "--backbone-bank");
    setting(options, "inputSize", "--backbone-size");
    setting(options, "channelsLast", "--channels-last");
    setting(options, "asReference", "--backbone-as-reference");
    setting(options, "skipUnreadable", "--skip-unreadable");
    setting(options, "keepEpochs", "--keep-epochs");
    return options;
  }

  private static void phrase(Map<Pattern, String> options, String words, String instead) {
    options.put(Pattern.compile(Pattern.quote(words)), instead);
  }

  /** A word by itself, not part of a path. */
  private static void setting(Map<Pattern, String> options, String name, String option) {
    options.put(
        Pattern.compile(
            "(?<![\\w./\\\\-])"
                + Pattern.quote(name)
                + "(\\((\\.\\.\\.)?\\))?(?![\\w/\\\\]|[.]\\w)"),
        option);
  }
}
