package io.github.anomaly4j.cli.option;

import io.github.anomaly4j.image.DecodeLimits;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/** How large the images may be that are read. */
public final class DecodeLimitOptions {
  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      converter = Thousands.class,
      description =
          "Refuse images of more pixels than N, such as 100M; 40M by default. Larger ones may need"
              + " more memory, as by java -Xmx8g.")
  private Long maxPixels;

  @Option(
      names = "--max-bytes",
      paramLabel = "N",
      converter = Kibi.class,
      description = "Refuse files of more bytes than N, such as 1G; 256M by default.")
  private Long maxBytes;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  /** The limits that were given, and else the library's. */
  public DecodeLimits limits() {
    DecodeLimits defaults = DecodeLimits.defaults();
    try {
      return new DecodeLimits(
          maxBytes == null ? defaults.maxBytes() : maxBytes,
          maxPixels == null ? defaults.maxPixels() : maxPixels);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(),
          e.getMessage().replace("maxPixels", "--max-pixels").replace("maxBytes", "--max-bytes"),
          e);
    }
  }

  /** Numbers of pixels: 40M are 40,000,000. */
  static final class Thousands implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return number(text, 1000, "(px|p|pixels)?", "100M or 40000000");
    }
  }

  /** Numbers of bytes: 1M are 1,048,576. */
  static final class Kibi implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return number(text, 1024, "(b|ib|bytes)?", "512M or 1G");
    }
  }

  private static long number(String text, int thousand, String unit, String example) {
    Matcher number =
        Pattern.compile("([0-9]{1,18}(?:[.][0-9]{1,9})?)\\s*([kmgt]?)" + unit)
            .matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!number.matches()) {
      throw new TypeConversionException("'" + text + "' is no number such as " + example);
    }
    double factor = Math.pow(thousand, "kmgt".indexOf(number.group(2)) + 1);
    return (long) (Double.parseDouble(number.group(1)) * (number.group(2).isEmpty() ? 1 : factor));
  }
}
