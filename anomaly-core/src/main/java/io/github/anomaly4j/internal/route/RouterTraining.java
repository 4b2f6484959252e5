package io.github.anomaly4j.internal.route;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.math.Quantiles;
import io.github.anomaly4j.internal.bank.WhitenedSpace;
import io.github.anomaly4j.internal.linalg.SymmetricEigen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Makes a {@link Router} from the descriptors of learned images: standardized, reduced to principal
 * components, and whitened so that the variance within categories is equal in all directions; every
 * category has the same weight, whatever its size. The covariance within categories is drawn
 * towards a multiple of the identity, since a few dozen images do not determine it (Friedman 1989).
 * Not thread safe.
 */
public record RouterTraining(List<List<float[]>> categories) {
  private static final int COMPONENTS = 120;
  private static final double SHRINKAGE = 0.05;
  static final int FOLDS = 4;

  /** Trains the router; every category must have at least one image. */
  public Router train() {
    return fit().withUsualDistances(usualDistances());
  }

  /**
   * The usual distance of each category's images from its center: the median over its images, each
   * measured by a router that was trained without it (four-fold cross-validation). A category of
   * one image has no usual distance, so nothing is too far from it.
   */
  private float[] usualDistances() {
    List<List<Double>> distances = new ArrayList<>();
    categories.forEach(category -> distances.add(new ArrayList<>()));
    for (int fold = 0; fold < FOLDS; fold++) {
      Router router = new RouterTraining(withoutFold(fold)).fit();
      for (int category = 0; category < categories.size(); category++) {
        List<float[]> images = categories.get(category);
        for (int i = fold; i < images.size() && images.size() > 1; i += FOLDS) {
          distances.get(category).add(router.distance(images.get(i), category));
        }
      }
    }
    float[] usual = new float[categories.size()];
    for (int category = 0; category < usual.length; category++) {
      List<Double> own = distances.get(category);
      usual[category] = own.isEmpty() ? Float.MAX_VALUE : (float) Quantiles.median().compute(own);
    }
    return usual;
  }

  private List<List<float[]>> withoutFold(int fold) {
    List<List<float[]>> rest = new ArrayList<>();
    for (List<float[]> images : categories) {
      List<float[]> others = new ArrayList<>();
      for (int i = 0; i < images.size(); i++) {
        if (i % FOLDS != fold || images.size() == 1) {
          others.add(images.get(i));
        }
      }
      rest.add(others);
    }
    return rest;
  }

  private Router fit() {
    checkState(!categories.isEmpty(), "no images to learn routing from");
    RealMatrix samples = samples();
    double[] mean = columnMeans(samples);
    double[] scale = columnScales(samples, mean);
    RealMatrix standardized = standardized(samples, mean, scale);
    RealMatrix components = principalComponents(standardized);
    RealMatrix projection = components.multiply(whitening(standardized.multiply(components)));
    float[] matrix = new float[projection.getRowDimension() * projection.getColumnDimension()];
    int to = 0;
    for (int c = 0; c < projection.getRowDimension(); c++) {
      for (int d = 0; d < projection.getColumnDimension(); d++) {
        matrix[to++] = (float) (projection.getEntry(c, d) * scale[c]);
      }
    }
    float[] center = new float[mean.length];
    for (int c = 0; c < center.length; c++) {
      center[c] = (float) mean[c];
    }
    WhitenedSpace space = new WhitenedSpace(center, matrix);
    float[] nothingStrange = new float[categories.size()];
    Arrays.fill(nothingStrange, Float.MAX_VALUE);
    return new Router(space, centers(space), nothingStrange);
  }

  private RealMatrix samples() {
    double[][] rows =
        categories.stream()
            .flatMap(List::stream)
            .map(
                descriptor -> {
                  double[] row = new double[descriptor.length];
                  for (int c = 0; c < row.length; c++) {
                    row[c] = descriptor[c];
                  }
                  return row;
                })
            .toArray(double[][]::new);
    return MatrixUtils.createRealMatrix(rows);
  }

  private static double[] columnMeans(RealMatrix samples) {
    double[] mean = new double[samples.getColumnDimension()];
    for (int c = 0; c < mean.length; c++) {
      for (double value : samples.getColumn(c)) {
        mean[c] += value / samples.getRowDimension();
      }
    }
    return mean;
  }

  /** One over the standard deviation of each column. */
  private static double[] columnScales(RealMatrix samples, double[] mean) {
    double[] scale = new double[mean.length];
    for (int c = 0; c < scale.length; c++) {
      double squares = 0;
      for (double value : samples.getColumn(c)) {
        squares += (value - mean[c]) * (value - mean[c]);
      }
      scale[c] = 1 / Math.sqrt(squares / samples.getRowDimension() + 1e-10);
    }
    return scale;
  }

  private static RealMatrix standardized(RealMatrix samples, double[] mean, double[] scale) {
    RealMatrix standardized = samples.copy();
    for (int row = 0; row < samples.getRowDimension(); row++) {
      for (int c = 0; c < mean.length; c++) {
        standardized.setEntry(row, c, (samples.getEntry(row, c) - mean[c]) * scale[c]);
      }
    }
    return standardized;
  }

  /** The directions of the highest variance, one per column. */
  private static RealMatrix principalComponents(RealMatrix standardized) {
    RealMatrix covariance =
        symmetric(standardized.transpose().multiply(standardized))
            .scalarMultiply(1.0 / standardized.getRowDimension());
    int kept = Math.min(COMPONENTS, covariance.getColumnDimension());
    return vectors(SymmetricEigen.of(covariance.getData()))
        .getSubMatrix(0, covariance.getRowDimension() - 1, 0, kept - 1);
  }

  /** The eigenvectors, one per column. */
  private static RealMatrix vectors(SymmetricEigen eigen) {
    return MatrixUtils.createRealMatrix(eigen.vectors()).transpose();
  }

  /** The inverse square root of the shrunken covariance within categories. */
  private RealMatrix whitening(RealMatrix points) {
    int dimensions = points.getColumnDimension();
    RealMatrix within = MatrixUtils.createRealMatrix(dimensions, dimensions);
    int start = 0;
    for (List<float[]> category : categories) {
      RealMatrix own = points.getSubMatrix(start, start + category.size() - 1, 0, dimensions - 1);
      double[] ones = new double[dimensions];
      Arrays.fill(ones, 1);
      RealMatrix centered = standardized(own, columnMeans(own), ones);
      within =
          within.add(
              centered
                  .transpose()
                  .multiply(centered)
                  .scalarMultiply(1.0 / category.size() / categories.size()));
      start += category.size();
    }
    double round = Math.max(1e-10, SHRINKAGE * within.getTrace() / dimensions);
    within = within.add(MatrixUtils.createRealIdentityMatrix(dimensions).scalarMultiply(round));
    SymmetricEigen eigen = SymmetricEigen.of(symmetric(within).getData());
    double[] inverse = eigen.values().clone();
    for (int d = 0; d < dimensions; d++) {
      inverse[d] = 1 / Math.sqrt(Math.max(round, inverse[d]));
    }
    return vectors(eigen).multiply(MatrixUtils.createRealDiagonalMatrix(inverse));
  }

  /** Makes a matrix exactly symmetric: a product may differ from its transpose by rounding. */
  private static RealMatrix symmetric(RealMatrix matrix) {
    return matrix.add(matrix.transpose()).scalarMultiply(0.5);
  }

  private float[] centers(WhitenedSpace space) {
    int dimensions = space.dimensions();
    float[] centers = new float[categories.size() * dimensions];
    for (int category = 0; category < categories.size(); category++) {
      List<float[]> images = categories.get(category);
      for (float[] descriptor : images) {
        float[] point = space.point(descriptor);
        for (int d = 0; d < dimensions; d++) {
          centers[category * dimensions + d] += point[d] / images.size();
        }
      }
    }
    return centers;
  }
}
