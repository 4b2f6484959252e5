package io.github.anomaly4j.spark;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.github.anomaly4j.Detection;
import io.github.anomaly4j.Region;
import io.github.anomaly4j.Warning;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The columns of a scored image, as {@link SparkScoring#score} lists them. */
final class ScoreRow {
  static final String PATH = "path";
  static final String CONTENT = "content";
  static final String CATEGORY = "category";

  private static final StructType REGION =
      new StructType()
          .add("x", IntegerType, false)
          .add("y", IntegerType, false)
          .add("width", IntegerType, false)
          .add("height", IntegerType, false)
          .add("area", LongType, false)
          .add("share", DoubleType, false)
          .add("peak_x", IntegerType, false)
          .add("peak_y", IntegerType, false)
          .add("peak", DoubleType, false)
          .add("mean", DoubleType, false)
          .add("area_name", StringType, false);

  /** All but the path. */
  static final StructType SCORES =
      new StructType()
          .add("passes", BooleanType, false)
          .add(CATEGORY, StringType, true)
          .add("recognized", BooleanType, true)
          .add("score", DoubleType, true)
          .add("p_value", DoubleType, true)
          .add("threshold", DoubleType, true)
          .add("anomalous", BooleanType, true)
          .add("regions", DataTypes.createArrayType(REGION, false), true)
          .add("warnings", DataTypes.createArrayType(StringType, false), false)
          .add("error", StringType, true)
          .add("model_sha256", StringType, false)
          .add("milliseconds", DoubleType, false);

  static final StructType SCHEMA = withPath();

  private ScoreRow() {}

  private static StructType withPath() {
    StructType all = new StructType().add(PATH, StringType, true);
    for (StructField field : SCORES.fields()) {
      all = all.add(field);
    }
    return all;
  }

  /** A row of {@link #SCHEMA}. */
  static Row of(@Nullable String path, ImageScore image, String sha256) {
    List<@Nullable Object> values = values(image, sha256);
    values.add(0, path);
    return RowFactory.create(values.toArray());
  }

  /** A row of {@link #SCORES}. */
  static Row of(ImageScore image, String sha256) {
    return RowFactory.create(values(image, sha256).toArray());
  }

  private static List<@Nullable Object> values(ImageScore image, String sha256) {
    List<@Nullable Object> values = new ArrayList<>();
    Detection found = image.detection();
    values.add(found != null && found.passes());
    values.add(found == null ? null : found.category());
    values.add(found == null ? null : found.recognized());
    values.add(found == null ? null : found.score());
    values.add(found == null ? null : found.pValue().value());
    values.add(found == null ? null : found.threshold());
    values.add(found == null ? null : found.anomalous());
    values.add(
        found == null ? null : found.regions().stream().map(ScoreRow::region).toArray(Row[]::new));
    values.add(
        found == null
            ? new String[0]
            : found.warnings().stream().map(Warning::toString).toArray(String[]::new));
    values.add(image.error());
    values.add(sha256);
    values.add(image.milliseconds());
    return values;
  }

  private static Row region(Region region) {
    return RowFactory.create(
        region.x(),
        region.y(),
        region.width(),
        region.height(),
        region.area(),
        region.share(),
        region.peakX(),
        region.peakY(),
        region.peak(),
        region.mean(),
        region.areaName());
  }
}
