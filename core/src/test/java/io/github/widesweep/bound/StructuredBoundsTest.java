package io.github.widesweep.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.widesweep.bound.Offer.Grain;
import io.github.widesweep.compression.Nets;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ojalgo.matrix.store.R064Store;

/**
 * Propositions 24 and 25 against the exact expectation of the algorithm run word for word on
 * columns and rows: every score is an exact expectation of {@code Psi}, every outcome enumerated.
 */
class StructuredBoundsTest {
  private static final double P = 0.6;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void meanOverAllOutcomesIsBelowTheBound(int seed) {
    RandomGenerator random = Nets.random(seed);
    Activation activation = seed % 2 == 0 ? Activation.TANH : Activation.IDENTITY;
    Dense first = new Dense(Nets.gaussian(random, 5, 3, 0.5), activation);
    Dense second = new Dense(Nets.gaussian(random, 2, 5, 0.5), Activation.IDENTITY);
    double radius = random.nextDouble(0.05, 1);
    R064Store x = Nets.samples(random, 3, radius).inputs();
    Offer offer = new Offer(new Scheme.Prune(P), 0.8, Grain.BLOCKS);

    R064Store watched = second.preactivations(first.forward(x));
    double rows =
        mean(
            first.weights(),
            true,
            4,
            u -> distance(second.preactivations(first.withWeights(u).forward(x)), watched));
    Magnitude rowsBound =
        LayerBounds.block(LayerConstants.of(first), LayerConstants.of(second), offer, radius, 0)
            .bound();
    assertThat(rows).isPositive().isLessThanOrEqualTo(rowsBound.value());

    R064Store z = first.forward(x);
    double columns =
        mean(
            second.weights(),
            false,
            4,
            u -> distance(second.withWeights(u).preactivations(z), watched));
    double theta = Nets.largestNorm(z);
    Magnitude columnsBound = LayerBounds.wide(LayerConstants.of(second), offer, theta, 0);
    assertThat(columns).isPositive().isLessThanOrEqualTo(columnsBound.value());
    assertThat(columns).isCloseTo(closedForm(second.weights(), z), within(1e-12));
  }

  /** {@code (1-p)/p} times the four least {@code ||W_{:,j}||^2 mean z_j^2} of five. */
  private static double closedForm(R064Store weights, R064Store z) {
    double sum = 0;
    double largest = 0;
    for (int j = 0; j < weights.getColDim(); j++) {
      double column = 0;
      for (int i = 0; i < weights.getRowDim(); i++) {
        column += Math.pow(weights.doubleValue(i, j), 2);
      }
      double moment = 0;
      for (int s = 0; s < z.getRowDim(); s++) {
        moment += Math.pow(z.doubleValue(s, j), 2) / z.getRowDim();
      }
      sum += column * moment;
      largest = Math.max(largest, column * moment);
    }
    return (1 - P) / P * (sum - largest);
  }

  private static double distance(R064Store a, R064Store b) {
    return LinearAlgebra.meanSquaredDistance(a, b);
  }

  private static double mean(
      R064Store weights, boolean rows, int steps, ToDoubleFunction<R064Store> psi) {
    List<Integer> units =
        IntStream.range(0, (int) (rows ? weights.countRows() : weights.countColumns()))
            .boxed()
            .toList();
    return mean(weights, rows, units, steps, psi);
  }

  /** Takes the unit of least score, then both outcomes, each with what follows. */
  private static double mean(
      R064Store u, boolean rows, List<Integer> left, int steps, ToDoubleFunction<R064Store> psi) {
    double now = psi.applyAsDouble(u);
    if (steps == 0) {
      return now;
    }
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int unit : left) {
      double expected =
          P * psi.applyAsDouble(scaled(u, rows, unit, 1 / P))
              + (1 - P) * psi.applyAsDouble(scaled(u, rows, unit, 0));
      if (Math.abs(expected - now) < least) {
        least = Math.abs(expected - now);
        best = unit;
      }
    }
    int chosen = best;
    List<Integer> rest = left.stream().filter(unit -> unit != chosen).toList();
    return P * mean(scaled(u, rows, best, 1 / P), rows, rest, steps - 1, psi)
        + (1 - P) * mean(scaled(u, rows, best, 0), rows, rest, steps - 1, psi);
  }

  private static R064Store scaled(R064Store matrix, boolean rows, int unit, double factor) {
    R064Store result = matrix.copy();
    long entries = rows ? matrix.countColumns() : matrix.countRows();
    for (long e = 0; e < entries; e++) {
      long row = rows ? unit : e;
      long column = rows ? e : unit;
      result.set(row, column, factor * matrix.doubleValue(row, column));
    }
    return result;
  }
}
