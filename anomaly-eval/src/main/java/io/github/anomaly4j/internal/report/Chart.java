package io.github.anomaly4j.internal.report;

/**
 * A chart on a page.
 *
 * @param description of what it shows, for those who cannot see it
 * @param width in pixels
 * @param svg the drawing
 */
public record Chart(String description, int width, String svg) {

  /** In pixels. */
  public int height() {
    return Charts.HEIGHT;
  }

  /** The drawing as an address. */
  public String uri() {
    return DataUri.svg(svg);
  }
}
