package io.github.widesweep.data;

import io.github.widesweep.FieldChecks;
import io.github.widesweep.UserException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ojalgo.matrix.store.R064Store;

/** Shuffles samples, splits them into a training and a test part, and scales them. */
final class Split {
  private static final double DEFAULT_TEST_FRACTION = 0.2;

  private Split() {}

  /** The fraction, checked; the default for null. */
  static Double testFraction(FieldChecks checks, Double given) {
    double fraction = given == null ? DEFAULT_TEST_FRACTION : given;
    checks.that(
        fraction > 0 && fraction < 1,
        "test_fraction",
        fraction,
        "a number strictly between 0 and 1");
    return fraction;
  }

  /**
   * The dataset of these samples. Of the shuffled order the first are the training part, the others
   * the test part.
   *
   * @param inputs samples x features, at least two samples; left as they are
   * @param targets samples x outputs; left as they are
   */
  static Dataset of(DataSpec spec, R064Store inputs, R064Store targets, RandomGenerator random) {
    int[] order = new int[inputs.getRowDim()];
    Arrays.setAll(order, s -> s);
    Shuffle.inPlace(order, random);
    return inOrder(spec, inputs, targets, order);
  }

  /** The same with an order that is given. */
  static Dataset inOrder(DataSpec spec, R064Store inputs, R064Store targets, int[] order) {
    int count = order.length;
    int trainCount = count - testCount(count, spec.testFraction());
    int[] trainRows = Arrays.copyOfRange(order, 0, trainCount);
    int[] testRows = Arrays.copyOfRange(order, trainCount, count);
    R064Store trainInputs = rows(inputs, trainRows);
    R064Store testInputs = rows(inputs, testRows);
    double[] centres = new double[inputs.getColDim()];
    double[] spreads = new double[inputs.getColDim()];
    for (int j = 0; j < inputs.getColDim(); j++) {
      spreads[j] = 1;
      if (spec.scaling() != Scaling.NONE) {
        double[] by = scale(spec, spec.scaling(), "feature", j, trainInputs, testInputs);
        centres[j] = by[0];
        spreads[j] = by[1];
      }
    }
    R064Store trainTargets = rows(targets, trainRows);
    R064Store testTargets = rows(targets, testRows);
    double[] targetCentres = new double[targets.getColDim()];
    double[] targetSpreads = new double[targets.getColDim()];
    for (int j = 0; j < targets.getColDim(); j++) {
      targetSpreads[j] = 1;
      if (spec.targetScaling() == TargetScaling.STANDARDIZE) {
        double[] by = scale(spec, Scaling.STANDARDIZE, "target", j, trainTargets, testTargets);
        targetCentres[j] = by[0];
        targetSpreads[j] = by[1];
      }
    }
    Samples train =
        new Samples(
            trainInputs,
            trainTargets,
            new Preparation(trainRows, centres, spreads, targetCentres, targetSpreads));
    Samples test =
        new Samples(
            testInputs,
            testTargets,
            new Preparation(testRows, centres, spreads, targetCentres, targetSpreads));
    return Dataset.of(spec, train, test);
  }

  /** As {@link DataSpec#testFraction()} says. */
  static int testCount(int count, double fraction) {
    BigDecimal exact = BigDecimal.valueOf(fraction).multiply(BigDecimal.valueOf(count));
    int rounded = exact.setScale(0, RoundingMode.HALF_UP).intValueExact();
    return Math.min(Math.max(rounded, 1), count - 1);
  }

  private static R064Store rows(R064Store matrix, int[] rows) {
    R064Store picked = R064Store.FACTORY.make(rows.length, matrix.getColDim());
    for (int j = 0; j < matrix.getColDim(); j++) {
      int from = j * matrix.getRowDim();
      int to = j * rows.length;
      for (int s = 0; s < rows.length; s++) {
        picked.data[to + s] = matrix.data[from + rows[s]];
      }
    }
    return picked;
  }

  /** Scales column {@code j} of both parts, in place: centre and spread by which. */
  private static double[] scale(
      DataSpec spec, Scaling scaling, String what, int j, R064Store train, R064Store test) {
    int count = train.getRowDim();
    double[] column = Arrays.copyOfRange(train.data, j * count, (j + 1) * count);
    double least = Arrays.stream(column).min().orElseThrow();
    double greatest = Arrays.stream(column).max().orElseThrow();
    double centre = least;
    double spread = greatest - least;
    if (spread == 0) {
      // Also where rounding would give a constant column a tiny deviation.
      spread = 1;
    } else if (scaling == Scaling.STANDARDIZE) {
      centre = mean(column);
      spread = deviation(column, centre);
    }
    apply(spec, what, j, train, centre, spread);
    apply(spec, what, j, test, centre, spread);
    return new double[] {centre, spread};
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double deviation(double[] values, double mean) {
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / values.length);
  }

  private static void apply(
      DataSpec spec, String what, int j, R064Store part, double centre, double spread) {
    int count = part.getRowDim();
    for (int i = j * count; i < (j + 1) * count; i++) {
      double value = part.data[i];
      part.data[i] = (value - centre) / spread;
      // An infinite spread would turn finite numbers into zeros.
      if (!Double.isFinite(part.data[i]) || !Double.isFinite(spread)) {
        throw new UserException(
            "data %s, %s %d: cannot scale %s (centre %s, spread %s); rescale the column to"
                    .formatted(spec.name(), what, j + 1, value, centre, spread)
                + " moderate numbers, or set scaling: none (of targets target_scaling: none)");
      }
    }
  }
}
