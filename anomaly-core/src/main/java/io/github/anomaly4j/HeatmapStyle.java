package io.github.anomaly4j;

/** What a {@linkplain Detection#heatmap(HeatmapStyle) heat map} shows. */
public enum HeatmapStyle {
  /**
   * Yellow to red: places above the map's threshold, with the contours of their {@linkplain
   * Detection#regions() regions} in dark red. If an image is anomalous as a whole but no place is
   * above the threshold, its most abnormal fiftieth has these colors. Any other image is unchanged.
   */
  DECISION,
  /**
   * As {@link #DECISION}, but an image that would be unchanged has its most abnormal fiftieth
   * outlined in light blue: the most likely place of a missed defect.
   */
  HIGHEST
}
