package io.github.anomaly4j.route;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.math.Quantiles;
import io.github.anomaly4j.library.PictureSpace;
import io.github.anomaly4j.library.SymmetricEigen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Makes a {@link Router} from the descriptors of learned pictures: standardised, reduced to
 * principal components, and turned so that categories vary alike within, every category counting
 * the same whatever its size. The variation within categories is drawn towards a round one, since a
 * few dozen pictures do not tell it fully (Friedman 1989). Not thread safe.
 */
public record RouterTraining(List<List<float[]>> categories) {
  private static final int COMPONENTS = 120;
  private static final double SHRINKAGE = 0.05;
  private static final int FOLDS = 4;

  /** The router; every category has at least one picture. */
  public Router train() {
    return fit().withUsualDistances(usualDistances());
  }

  /**
   * How far a category's pictures usually are from its centre: the median over its pictures, each
   * measured by a router that was made without it (four-fold cross-validation). A category of one
   * picture tells nothing, so that nothing is too far from it.
   */
  private float[] usualDistances() {
    List<List<Double>> distances = new ArrayList<>();
    categories.forEach(category -> distances.add(new ArrayList<>()));
    for (int fold = 0; fold < FOLDS; fold++) {
      Router router = new RouterTraining(withoutFold(fold)).fit();
      for (int category = 0; category < categories.size(); category++) {
        List<float[]> pictures = categories.get(category);
        for (int i = fold; i < pictures.size() && pictures.size() > 1; i += FOLDS) {
          distances.get(category).add(router.distance(pictures.get(i), category));
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
    for (List<float[]> pictures : categories) {
      List<float[]> others = new ArrayList<>();
      for (int i = 0; i < pictures.size(); i++) {
        if (i % FOLDS != fold || pictures.size() == 1) {
          others.add(pictures.get(i));
        }
      }
      rest.add(others);
    }
    return rest;
  }

  private Router fit() {
    checkState(!categories.isEmpty(), "no pictures to learn routing from");
    RealMatrix samples = samples();
    double[] mean = columnMeans(samples);
    double[] scale = columnScales(samples, mean);
    RealMatrix standardised = standardised(samples, mean, scale);
    RealMatrix components = principalComponents(standardised);
    RealMatrix projection = components.multiply(whitening(standardised.multiply(components)));
    float[] matrix = new float[projection.getRowDimension() * projection.getColumnDimension()];
    int to = 0;
    for (int c = 0; c < projection.getRowDimension(); c++) {
      for (int d = 0; d < projection.getColumnDimension(); d++) {
        matrix[to++] = (float) (projection.getEntry(c, d) * scale[c]);
      }
    }
    float[] centre = new float[mean.length];
    for (int c = 0; c < centre.length; c++) {
      centre[c] = (float) mean[c];
    }
    PictureSpace space = new PictureSpace(centre, matrix);
    float[] nothingStrange = new float[categories.size()];
    Arrays.fill(nothingStrange, Float.MAX_VALUE);
    return new Router(space, centres(space), nothingStrange);
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

  /** One over each column's standard deviation. */
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

  private static RealMatrix standardised(RealMatrix samples, double[] mean, double[] scale) {
    RealMatrix standardised = samples.copy();
    for (int row = 0; row < samples.getRowDimension(); row++) {
      for (int c = 0; c < mean.length; c++) {
        standardised.setEntry(row, c, (samples.getEntry(row, c) - mean[c]) * scale[c]);
      }
    }
    return standardised;
  }

  /** Directions of the highest variance, one per column. */
  private static RealMatrix principalComponents(RealMatrix standardised) {
    RealMatrix covariance =
        symmetric(standardised.transpose().multiply(standardised))
            .scalarMultiply(1.0 / standardised.getRowDimension());
    int kept = Math.min(COMPONENTS, covariance.getColumnDimension());
    return vectors(SymmetricEigen.of(covariance.getData()))
        .getSubMatrix(0, covariance.getRowDimension() - 1, 0, kept - 1);
  }

  /** One per column. */
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
      RealMatrix centred = standardised(own, columnMeans(own), ones);
      within =
          within.add(
              centred
                  .transpose()
                  .multiply(centred)
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

  /** Free of the last bits by which a product may differ from its transpose. */
  private static RealMatrix symmetric(RealMatrix matrix) {
    return matrix.add(matrix.transpose()).scalarMultiply(0.5);
  }

  private float[] centres(PictureSpace space) {
    int dimensions = space.dimensions();
    float[] centres = new float[categories.size() * dimensions];
    for (int category = 0; category < categories.size(); category++) {
      List<float[]> pictures = categories.get(category);
      for (float[] descriptor : pictures) {
        float[] point = space.point(descriptor);
        for (int d = 0; d < dimensions; d++) {
          centres[category * dimensions + d] += point[d] / pictures.size();
        }
      }
    }
    return centres;
  }
}
