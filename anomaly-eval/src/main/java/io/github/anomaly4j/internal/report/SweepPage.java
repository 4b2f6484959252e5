package io.github.anomaly4j.internal.report;

import io.github.anomaly4j.config.Evidence;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.diagnosis.FilmStrip;
import io.github.anomaly4j.sweep.Sweep;
import io.github.anomaly4j.sweep.SweptEpoch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What the page of a sweep shows: how well each epoch's scores separate defective from normal
 * images, how training went, and how the networks restore the images. Its size is bounded: it holds
 * at most {@value #MAX_STRIPS} strips.
 *
 * @param sweep the figures
 * @param stripsFolder the name of the folder with all strips
 * @param aurocChart the AUROC of each kind of evidence over the epochs; only if it is defined
 * @param lossCharts the losses over the epochs
 * @param strips of the first images
 */
public record SweepPage(
    Sweep sweep,
    String stripsFolder,
    Optional<Chart> aurocChart,
    List<Chart> lossCharts,
    List<Strip> strips) {
  /** Some 100 kB each; the others are files alone. */
  private static final int MAX_STRIPS = 48;

  /**
   * The epoch at which a kind of evidence has its highest AUROC.
   *
   * @param first whether it is the first of its list
   * @param evidence its name
   * @param auroc the highest
   * @param epoch the first one that reaches it
   */
  public record Best(boolean first, String evidence, double auroc, int epoch) {}

  /**
   * One image at every epoch.
   *
   * @param entry the image
   * @param uri the strip as an address that holds it
   */
  public record Strip(ImageEntry entry, String uri) {

    /** The truth about the image, and the class of its badge. */
    public String badge() {
      return entry.anomalous() ? "defective" : "normal";
    }
  }

  /**
   * Draws what the page shows.
   *
   * @param stripsFolder the name of the folder with all strips
   * @param stripWidth in pixels
   */
  public static SweepPage of(Sweep sweep, String stripsFolder, int stripWidth) {
    return new SweepPage(
        sweep,
        stripsFolder,
        sweep.labeledCategories() > 0 ? Optional.of(aurocChart(sweep)) : Optional.empty(),
        lossCharts(sweep),
        strips(sweep, stripWidth));
  }

  /** Whether a category has both normal and defective images. */
  public boolean labeled() {
    return sweep.labeledCategories() > 0;
  }

  /** Whether there are several categories to separate. */
  public boolean hasPurity() {
    return sweep.epochs().get(0).purity().isPresent();
  }

  /** The best epoch of each kind of evidence. */
  public List<Best> best() {
    List<Best> best = new ArrayList<>();
    for (Evidence kind : sweep.evidence()) {
      SweptEpoch first =
          sweep.epochs().stream()
              .filter(epoch -> isBest(kind, epoch.evidence().get(kind).auroc()))
              .findFirst()
              .orElseThrow();
      best.add(
          new Best(
              best.isEmpty(),
              kind.key(),
              first.evidence().get(kind).auroc(),
              first.report().epoch()));
    }
    return best;
  }

  /** Whether no epoch has a higher AUROC. */
  public boolean isBest(Evidence kind, double auroc) {
    return sweep.epochs().stream()
            .mapToDouble(epoch -> epoch.evidence().get(kind).auroc())
            .max()
            .orElseThrow()
        == auroc;
  }

  private static Chart aurocChart(Sweep sweep) {
    Map<String, double[]> curves = new LinkedHashMap<>();
    for (Evidence kind : sweep.evidence()) {
      curves.put(kind.key(), each(sweep, epoch -> epoch.evidence().get(kind).auroc()));
    }
    return chart(
        "Mean image AUROC of each kind of evidence by epoch",
        Charts.curves("mean AUROC", numbers(sweep), curves, 1));
  }

  private static List<Chart> lossCharts(Sweep sweep) {
    Map<String, double[]> total = new LinkedHashMap<>();
    total.put("training", each(sweep, epoch -> epoch.report().training().total()));
    total.put("validation", each(sweep, epoch -> epoch.report().validation().total()));
    Map<String, double[]> parts = new LinkedHashMap<>();
    parts.put("SSIM", each(sweep, epoch -> epoch.report().validation().ssim()));
    parts.put("MSE", each(sweep, epoch -> epoch.report().validation().mse()));
    parts.put("mask", each(sweep, epoch -> epoch.report().validation().mask()));
    return List.of(
        chart("Losses by epoch", Charts.curves("loss", numbers(sweep), total, 0)),
        chart(
            "Parts of the validation loss by epoch",
            Charts.curves("validation", numbers(sweep), parts, 0)));
  }

  private static List<Strip> strips(Sweep sweep, int stripWidth) {
    return sweep.images().stream()
        .limit(MAX_STRIPS)
        .map(
            image ->
                new Strip(
                    image.entry(),
                    DataUri.jpeg(FilmStrip.draw(List.of(image.strip()), stripWidth))))
        .toList();
  }

  private static Chart chart(String description, String svg) {
    return new Chart(description, Charts.CURVES_WIDTH, svg);
  }

  private static double[] numbers(Sweep sweep) {
    return each(sweep, epoch -> epoch.report().epoch());
  }

  private static double[] each(Sweep sweep, ToDoubleFunction<SweptEpoch> figure) {
    return sweep.epochs().stream().mapToDouble(figure).toArray();
  }
}
