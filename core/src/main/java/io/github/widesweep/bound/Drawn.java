package io.github.widesweep.bound;

import io.github.widesweep.compression.LayerPlan;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.PlannedLayer;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.Layer;
import io.github.widesweep.network.Network;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ojalgo.matrix.store.R064Store;

/**
 * What the draws of one layer do to the pre-activations of a layer {@link #at}, at dense inputs: an
 * error {@code e_s} with mean 0 for every sample {@code s}, and what is known of its second
 * moments. All numbers are means over the samples and proven bounds; scaling all variances by a
 * factor scales them.
 */
sealed interface Drawn {
  /** The layer whose pre-activations are meant: the compressed one, or in B perhaps the next. */
  int at();

  /** Bound of {@code E mean |e|^2}. */
  double total();

  /** Bound of {@code E mean |T e|^2} for a matrix; infinite if nothing but the total is known. */
  double through(R064Store t);

  /**
   * A number {@code s} such that {@link #total()} at inputs {@code zh} of layer {@link #at} in
   * place of {@code z} is at most {@code (sqrt(total) + sqrt(s mean |z - zh|^2))^2}, by Minkowski's
   * inequality: the total is a sum of squares that are linear in the inputs. NaN if it is not.
   */
  double sensitivity();

  /** The same with all variances multiplied. */
  Drawn scaled(double factor);

  /**
   * Errors of different outputs are uncorrelated.
   *
   * @param energies bound of {@code E mean e_i^2} of every output
   * @param isIndependent whether outputs are independent of each other, for every sample
   */
  record ByOutput(int at, double[] energies, double sensitivity, boolean isIndependent)
      implements Drawn {
    @Override
    public double total() {
      return Arrays.stream(energies).sum();
    }

    @Override
    public double through(R064Store t) {
      return weighted(energies, squaredColumns(t));
    }

    @Override
    public Drawn scaled(double factor) {
      return new ByOutput(at, times(energies, factor), factor * sensitivity, isIndependent);
    }
  }

  /**
   * Errors that whole inputs of a dense layer make, uncorrelated between inputs.
   *
   * @param map the layer {@code at}
   * @param energies variance of each input's factor times the input's mean square
   */
  record ByInput(int at, Layer map, double[] energies, double sensitivity) implements Drawn {
    @Override
    public double total() {
      return weighted(energies, squaredColumns(map.weights()));
    }

    @Override
    public double through(R064Store t) {
      return weighted(energies, squaredColumns(map.adjoint(t)));
    }

    @Override
    public Drawn scaled(double factor) {
      return new ByInput(at, map, times(energies, factor), factor * sensitivity);
    }
  }

  /** Only the sum over all outputs is known. */
  record Whole(int at, double total) implements Drawn {
    @Override
    public double through(R064Store t) {
      return Double.POSITIVE_INFINITY;
    }

    @Override
    public double sensitivity() {
      return Double.NaN;
    }

    @Override
    public Drawn scaled(double factor) {
      return new Whole(at, factor * total);
    }
  }

  /**
   * What is known of the draws of the first compressed layer, whose inputs are dense; empty if
   * nothing is. Of convolutions, and where no more is known of dense layers, the total that the
   * plan knows.
   */
  static Optional<Drawn> ofFirst(Network network, Unit unit, PlannedLayer planned) {
    LayerPlan plan = planned.plan();
    int l = planned.problem().number();
    boolean byOutput = network.layer(l) instanceof Dense && plan.variances().isEmpty();
    if (byOutput && plan.outputBounds().isPresent()) {
      return Optional.of(new ByOutput(l, plan.outputBounds().get(), Double.NaN, true));
    }
    Optional<Drawn> uncorrelated = ofAny(network, unit, planned);
    if (uncorrelated.isPresent() || Double.isNaN(plan.psiAddedBound())) {
      return uncorrelated;
    }
    int watched = planned.problem().role() == Role.BLOCK ? l + 1 : l;
    return Optional.of(new Whole(watched, plan.psiAddedBound()));
  }

  /**
   * What is known of a layer's draws at any inputs, from {@link LayerPlan#covarianceBound}.
   *
   * <p>Single weights: {@code E mean e_i^2 = sum_j v_ij mean z_j^2}. A W layer's columns, and a B
   * layer's rows where {@code phi(t a) = t phi(a)}, are inputs of the layer itself and of the next;
   * other rows of a B layer multiply its pre-activations, {@code e_i = (t_i - 1)(W z)_i}.
   */
  static Optional<Drawn> ofAny(Network network, Unit unit, PlannedLayer planned) {
    LayerProblem problem = planned.problem();
    LayerPlan plan = planned.plan();
    int l = problem.number();
    if (plan.covarianceBound().isEmpty() || !(network.layer(l) instanceof Dense dense)) {
      return Optional.empty();
    }
    double[] v = plan.covarianceBound().get();
    boolean block = problem.role() == Role.BLOCK;
    if (unit == Unit.WEIGHT) {
      boolean independent = !block && plan.variances().isPresent();
      return Optional.of(weights(l, v, problem.inputs().meanSquares(), independent));
    }
    if (!block) {
      return Optional.of(inputs(l, dense, v, problem.inputs()));
    }
    if (plan.variances().isEmpty()) {
      return Optional.of(rows(problem, dense, v));
    }
    if (network.layer(l + 1) instanceof Dense next) {
      return Optional.of(inputs(l + 1, next, v, problem.inputs().after(List.of(dense))));
    }
    return Optional.empty();
  }

  private static Drawn weights(int l, double[] v, double[] squares, boolean independent) {
    int columns = squares.length;
    double[] energies = new double[v.length / columns];
    double[] sums = new double[columns];
    for (int u = 0; u < v.length; u++) {
      energies[u / columns] += v[u] * squares[u % columns];
      sums[u % columns] += v[u];
    }
    return new ByOutput(l, energies, largest(sums), independent);
  }

  private static Drawn inputs(int at, Dense map, double[] v, Activations inputs) {
    double[] squares = inputs.meanSquares();
    double[] lengths = squaredColumns(map.weights());
    double[] energies = new double[v.length];
    double[] each = new double[v.length];
    for (int u = 0; u < v.length; u++) {
      energies[u] = v[u] * squares[u];
      each[u] = v[u] * lengths[u];
    }
    return new ByInput(at, map, energies, largest(each));
  }

  private static Drawn rows(LayerProblem problem, Dense dense, double[] v) {
    Layer linear = dense.withWeights(dense.weights(), Optional.empty());
    double[] squares = new double[v.length];
    problem
        .inputs()
        .forEachBlock(
            v.length,
            (from, z) -> {
              R064Store products = linear.preactivations(z);
              int count = z.getRowDim();
              for (int e = 0; e < products.data.length; e++) {
                squares[e / count] += products.data[e] * products.data[e];
              }
            });
    double[] energies = new double[v.length];
    for (int u = 0; u < v.length; u++) {
      energies[u] = v[u] * squares[u] / problem.inputs().samples();
    }
    double sigma = dense.operatorNorm();
    return new ByOutput(problem.number(), energies, largest(v) * sigma * sigma, false);
  }

  /** {@code |T_i|^2} of every column. */
  static double[] squaredColumns(R064Store matrix) {
    int rows = matrix.getRowDim();
    double[] squares = new double[matrix.getColDim()];
    for (int e = 0; e < matrix.data.length; e++) {
      squares[e / rows] += matrix.data[e] * matrix.data[e];
    }
    return squares;
  }

  static double weighted(double[] values, double[] weights) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += values[i] * weights[i];
    }
    return sum;
  }

  private static double[] times(double[] values, double factor) {
    return Arrays.stream(values).map(value -> factor * value).toArray();
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).max().orElse(0);
  }
}
