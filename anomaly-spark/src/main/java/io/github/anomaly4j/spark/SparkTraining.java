package io.github.anomaly4j.spark;

import static org.apache.spark.sql.functions.col;

import io.github.anomaly4j.AnomalyDetector;
import io.github.anomaly4j.AnomalyDetectorBuilder;
import io.github.anomaly4j.data.EmptyImageSetException;
import io.github.anomaly4j.data.ImageEntry;
import io.github.anomaly4j.data.ImageSet;
import io.github.anomaly4j.internal.training.Site;
import io.github.anomaly4j.internal.training.shard.ClusterTraining;
import io.github.anomaly4j.internal.training.shard.ClusterTraining.Sharding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * How a detector is trained on Spark. Immutable: every method returns new settings.
 *
 * <p>The executors read the images, compute their features and thin them; the driver makes the
 * memory banks from what they send, and the executors score the images without what was learned
 * from them. The same images, paths and settings give the same detector to the bit, whatever the
 * number of partitions and executors, and however often a task is tried. It is not the same, to the
 * bit, as one that is trained in one process: that one chooses its memory banks from all patches at
 * once.
 */
public final class SparkTraining {
  /** More of them make training parallel on more cores, and cover the patches a little worse. */
  private static final int SHARDS = 8;

  /** How many times its share of a memory bank a shard sends. */
  private static final int TIMES = 4;

  private static final int NETWORK_IMAGES = 500;

  static final String CATEGORY = "category";

  private final AnomalyDetectorBuilder settings;
  private final Sharding sharding;

  SparkTraining(AnomalyDetectorBuilder settings) {
    this(
        settings,
        new Sharding(SHARDS, TIMES, Runtime.getRuntime().maxMemory() / 2, NETWORK_IMAGES));
  }

  private SparkTraining(AnomalyDetectorBuilder settings, Sharding sharding) {
    this.settings = settings;
    this.sharding = sharding;
  }

  /**
   * Into how many shards the images of a product are divided, by a hash of their paths; by default
   * 8. Each shard is thinned by one task, so at most this many tasks work on a product at a time.
   * The result depends on it.
   *
   * @param count 1 to 10,000
   */
  public SparkTraining shards(int count) {
    if (count < 1 || count > 10_000) {
      throw new IllegalArgumentException("shards must be from 1 to 10000: " + count);
    }
    return new SparkTraining(
        settings,
        new Sharding(count, sharding.times(), sharding.driverBytes(), sharding.networkImages()));
  }

  /**
   * How much of the training the driver holds at most, by default half of its heap: the names,
   * scores and descriptors of all images, the memory banks, and what the shards of some products
   * send at a time. With less, fewer products are learned at a time; if one product does not fit,
   * {@link #train} fails before it learns anything. The result does not depend on it. A network is
   * trained beside it.
   *
   * @param bytes at least a million
   */
  public SparkTraining driverMemory(long bytes) {
    if (bytes < 1_000_000) {
      throw new IllegalArgumentException("driverMemory must be at least 1000000: " + bytes);
    }
    return new SparkTraining(
        settings,
        new Sharding(sharding.shards(), sharding.times(), bytes, sharding.networkImages()));
  }

  /**
   * On how many images of a product a network is trained at most, if the settings ask for one; by
   * default 500. The driver trains it, and reads these images.
   *
   * @param most at least {@value AnomalyDetectorBuilder#MIN_IMAGES}
   */
  public SparkTraining networkImages(int most) {
    if (most < AnomalyDetectorBuilder.MIN_IMAGES) {
      throw new IllegalArgumentException(
          "networkImages must be at least %d: %d"
              .formatted(AnomalyDetectorBuilder.MIN_IMAGES, most));
    }
    return new SparkTraining(
        settings, new Sharding(sharding.shards(), sharding.times(), sharding.driverBytes(), most));
  }

  /**
   * Trains a detector. Blocks.
   *
   * @param images normal images, with the columns {@code path} and {@code category} (strings) and
   *     perhaps {@code content} (binary); without it, the executors read the files
   * @return a finished detector; the caller saves and closes it
   * @throws IllegalArgumentException if the columns are others, a path is there twice, or the
   *     settings are not for a cluster: tiles, registration and {@link
   *     io.github.anomaly4j.config.Evidence#GAUSSIAN}
   * @throws EmptyImageSetException if there are no images, or too few of a product
   * @throws IOException if an image cannot be read and the settings do not skip it; if the driver
   *     may hold too little; if an executor fails in spite of all attempts
   */
  public AnomalyDetector train(Dataset<Row> images) throws IOException {
    boolean contents = Arrays.asList(images.columns()).contains(ScoreRow.CONTENT);
    check(images, ScoreRow.PATH, DataTypes.StringType);
    check(images, CATEGORY, DataTypes.StringType);
    JavaRDD<Row> bytes = null;
    if (contents) {
      check(images, ScoreRow.CONTENT, DataTypes.BinaryType);
      bytes = images.select(col(ScoreRow.PATH), col(ScoreRow.CONTENT)).javaRDD();
    }
    SparkCluster cluster = new SparkCluster(images.sparkSession(), bytes);
    ImageSet set = list(images, HadoopFiles.settings(images.sparkSession()));
    return Site.run(
        new ClusterTraining(cluster, sharding, covered -> {}), () -> settings.train(set));
  }

  private static void check(Dataset<Row> images, String name, DataType type) {
    if (!Arrays.asList(images.columns()).contains(name)
        || !images.schema().apply(name).dataType().sameType(type)) {
      throw new IllegalArgumentException(
          ("the data set has the columns %s; expected path and category (strings), and perhaps"
                  + " content (binary); select or rename them")
              .formatted(images.schema().simpleString()));
    }
  }

  /** All images, in an order that nothing but their names decides. */
  private static ImageSet list(Dataset<Row> images, Map<String, String> hadoop)
      throws EmptyImageSetException {
    List<ImageEntry> entries = new ArrayList<>();
    // Of two contents under one path, chance would choose.
    Set<String> paths = new HashSet<>();
    for (Row row :
        images
            .select(col(CATEGORY), col(ScoreRow.PATH))
            .orderBy(col(CATEGORY), col(ScoreRow.PATH))
            .collectAsList()) {
      if (row.isNullAt(0) || row.isNullAt(1) || row.getString(0).isBlank()) {
        throw new IllegalArgumentException(
            "a row has the category %s and the path %s; expected both; leave such rows out"
                .formatted(row.get(0), row.get(1)));
      }
      if (!paths.add(row.getString(1))) {
        throw new IllegalArgumentException(
            "the path %s is in two rows; expected each image once; leave one of them out"
                .formatted(row.getString(1)));
      }
      entries.add(new SparkImage(row.getString(1), null, hadoop).entry(row.getString(0)));
    }
    if (entries.isEmpty()) {
      throw new EmptyImageSetException("the data set has no row; expected normal images");
    }
    return ImageSet.of(entries);
  }
}
