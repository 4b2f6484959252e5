package io.github.anomaly4j.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.anomaly4j.metric.Auroc;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

public class ChartsTest {
  private static final double[] NORMAL = {0.1, 0.5, 0.7, 1.3};
  private static final double[] DEFECTIVE = {0.9, 4, 250};

  @Test
  void charts_are_well_formed_svg_of_their_stated_size() throws Exception {
    Document histogram = parsed(Charts.histogram(NORMAL, DEFECTIVE, 2));
    assertThat(histogram.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(histogram.getDocumentElement().getAttribute("viewBox")).isEqualTo("0 0 420 240");

    Document roc =
        parsed(
            Charts.roc(
                Auroc.curve(new double[] {1, 2, 3, 4}, new boolean[] {false, true, false, true}),
                0.5,
                1));
    assertThat(roc.getDocumentElement().getAttribute("viewBox")).isEqualTo("0 0 300 240");
  }

  @Test
  void a_histogram_is_drawn_of_one_class_of_one_score_and_of_no_threshold() throws Exception {
    double[] none = {};
    double[] one = {2};

    parsed(Charts.histogram(one, none, 2));
    parsed(Charts.histogram(none, one, Double.NaN));
    parsed(Charts.histogram(new double[] {-3, -3}, one, -3));
  }

  @Test
  void a_curve_of_many_points_is_thinned_out() {
    SplittableRandom random = new SplittableRandom(3);
    double[] scores = random.doubles(20_000).toArray();
    boolean[] truth = new boolean[scores.length];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = random.nextBoolean();
    }

    assertThat(Charts.roc(Auroc.curve(scores, truth), 0, 0)).hasSizeLessThan(50_000);
  }

  @Test
  void curves_are_drawn_of_one_epoch_and_of_values_that_are_not_finite() throws Exception {
    Map<String, double[]> curves = new LinkedHashMap<>();
    curves.put("training", new double[] {1, Double.NaN, 3});
    curves.put("validation", new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NaN});
    parsed(Charts.curves("loss", new double[] {1, 2, 3}, curves, 0));
    parsed(Charts.curves("loss", new double[] {7}, Map.of("training", new double[] {2}), 1));
    curves.remove("training");
    parsed(Charts.curves("loss", new double[] {1, 2, 3}, curves, 0));
  }

  /** The document; it must be well-formed. */
  public static Document parsed(String svg) throws Exception {
    DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    // The document names a public DTD; a test must not fetch it.
    builder.setEntityResolver((name, address) -> new InputSource(new StringReader("")));
    return builder.parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }
}
