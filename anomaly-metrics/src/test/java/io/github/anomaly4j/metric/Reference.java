package io.github.anomaly4j.metric;

/**
 * One input with the values that scikit-learn 1.9.1 ({@code roc_auc_score}, {@code
 * average_precision_score}, {@code precision_recall_curve}) and, for AUPRO, an independent program
 * over scikit-image's {@code label(connectivity=2)} give for it.
 */
final class Reference {
  static final double[] SCORES = {
    0.44, 0.42, 0.34, 0.47, 0.26, 0.45, 0.65, 0.33, 0.22, 0.4, 0.36, 0.41, 0.33, 0.6, 0.63, 0.27,
    0.56, 0.55, 0.25, 0.59, 0.23, 0.33, 0.51, 0.35, 0.31, 0.74
  };
  static final boolean[] ANOMALOUS = labels("00100011100000101101101101");
  static final double AUROC = 0.6607142857142858;
  static final double AVERAGE_PRECISION = 0.7330355347267112;
  static final double F1_MAX = 0.7;
  static final double F1_THRESHOLD = 0.51;

  /** Score digits, then the mask of the same row. */
  static final String[] MAPS = {
    """
    544053013 .........
    534642440 .........
    072421125 ###......
    224624373 ......##.
    434613321 .........
    025026610 ........#
    """,
    """
    260452033 .......#.
    642041465 ........#
    966556612 ###......
    620455540 ......##.
    525560643 .........
    563051111 .........
    """,
    """
    242511031 .........
    298540546 .##......
    344342206 .##......
    564424315 .##...##.
    042054565 .........
    506645566 .........
    """,
    """
    240522463 .........
    520555631 .........
    442414503 .........
    404654522 .........
    052636012 .........
    034411346 .........
    """
  };

  static final double PIXEL_AUROC = 0.647985347985348;
  static final double AUPRO_5 = 0.20630787037037038;
  static final double AUPRO_30 = 0.2979166666666666;
  static final double AUPRO_100 = 0.5710470085470085;

  private Reference() {}

  static PixelScores pixels() {
    PixelScores pixels = new PixelScores();
    for (String map : MAPS) {
      add(pixels, map);
    }
    return pixels;
  }

  /** Adds an image written as rows of score digits and mask signs. */
  static void add(PixelScores pixels, String map) {
    String[] rows = map.strip().split("\n");
    int width = rows[0].indexOf(' ');
    float[] scores = new float[rows.length * width];
    boolean[] defective = new boolean[scores.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = rows[i / width].charAt(i % width) - '0';
      defective[i] = rows[i / width].charAt(width + 1 + i % width) == '#';
    }
    pixels.add(width, rows.length, scores, defective);
  }

  static boolean[] labels(String digits) {
    boolean[] labels = new boolean[digits.length()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = digits.charAt(i) == '1';
    }
    return labels;
  }
}
