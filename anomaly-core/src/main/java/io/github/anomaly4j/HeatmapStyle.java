package io.github.anomaly4j;

/** What a {@linkplain Detection#heatmap(HeatmapStyle) heat map} shows. */
public enum HeatmapStyle {
  /**
   * Yellow to red: what is above the map's threshold. An image that is anomalous as a whole, and
   * not by any one place, has its most abnormal fiftieth in these colors instead. Any other image
   * is left as it is.
   */
  DECISION,
  /**
   * As {@link #DECISION}, and what that leaves as it is has its most abnormal fiftieth outlined in
   * light blue: where a defect would be if there is one that was missed.
   */
  HIGHEST
}
