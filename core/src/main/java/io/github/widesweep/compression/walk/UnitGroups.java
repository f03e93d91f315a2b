package io.github.widesweep.compression.walk;

import io.github.widesweep.compression.BlockProblem;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Ranking;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.ojalgo.matrix.store.R064Store;

/**
 * The units of a layer in groups, within each of which changes {@code d} of the units' values add
 * {@code d^T G d} to {@code Psi}: the rows of weights, or all neurons together. Between groups
 * nothing is added on average, as they are drawn independently of each other; nor is anything that
 * is linear in {@code d}, as draws are unbiased.
 *
 * @param count number of groups
 * @param size units of each; unit u is the {@code u % size}-th of group {@code u / size}
 * @param values by unit: its weight, or 1 of a whole unit, which is multiplied by a factor
 * @param energies by unit: the diagonals of the Gram matrices
 * @param gram {@code G} of a group, size x size, whole and not to be changed
 * @param exact whether {@code Psi} is quadratic in the changes; else {@code G} is to first order
 */
record UnitGroups(
    int count,
    int size,
    double[] values,
    double[] energies,
    IntFunction<R064Store> gram,
    boolean exact) {
  /** Relative error of one operation. */
  private static final double UNIT = 0x1p-53;

  private record OrderKey(Unit unit, Object replacement) {}

  /** The groups of a layer, shared by all plans for it. */
  static UnitGroups shared(LayerProblem problem, Unit unit) {
    return problem.shared("groups of " + unit, () -> of(problem, unit));
  }

  private static UnitGroups of(LayerProblem problem, Unit unit) {
    if (unit == Unit.NEURON) {
      return ofNeurons(problem);
    }
    return problem instanceof BlockProblem block ? ofBlockWeights(block) : ofWideWeights(problem);
  }

  /** All units, least variance times energy first; shared, and the same for every p. */
  static int[] order(LayerProblem problem, Unit unit, Replacement replacement) {
    UnitGroups groups = shared(problem, unit);
    double terms = (double) problem.inputs().samples() + groups.size;
    return problem.shared(
        new OrderKey(unit, pFree(replacement)),
        () ->
            Ranking.byAddedLoss(
                groups.values.length,
                u -> groups.values[u],
                u -> groups.energies[u],
                replacement,
                16 * terms * UNIT));
  }

  /** What of a replacement an order and a walk depend on: under pruning not on p. */
  static Object pFree(Replacement replacement) {
    return replacement instanceof Replacement.Pruning ? Replacement.Pruning.class : replacement;
  }

  /** Variance times energy of each of these units: what its draw adds to Psi on average. */
  double[] scores(int[] order, Replacement replacement) {
    return Arrays.stream(order)
        .mapToDouble(u -> replacement.variance(values[u]) * energies[u])
        .toArray();
  }

  /** Number of units of the layer. */
  int units() {
    return values.length;
  }

  /** The group of a unit. */
  int group(int unit) {
    return unit / size;
  }

  /** In a row of a W layer {@code G} are the second moments of the inputs. */
  private static UnitGroups ofWideWeights(LayerProblem problem) {
    Dense layer = problem.requireDense();
    double[] moments = problem.inputs().meanSquares();
    double[] values = rowMajor(layer);
    double[] energies = new double[values.length];
    Arrays.setAll(energies, unit -> moments[unit % moments.length]);
    R064Store gram = problem.moments();
    return new UnitGroups(layer.outputs(), layer.inputs(), values, energies, row -> gram, true);
  }

  private static UnitGroups ofNeurons(LayerProblem problem) {
    R064Store gram =
        problem instanceof BlockProblem block ? block.unitGramToFirstOrder() : problem.unitGram();
    int units = gram.getRowDim();
    double[] values = new double[units];
    Arrays.fill(values, 1);
    double[] energies = new double[units];
    Arrays.setAll(energies, unit -> gram.data[unit * units + unit]);
    return new UnitGroups(1, units, values, energies, group -> gram, problem.unitsEnterLinearly());
  }

  /**
   * In row i of a B layer, to first order, {@code G = |V_i|^2 mean_s phi'(a_i)^2 zh zh^T}, {@code
   * V_i} being column i of the layer that follows.
   */
  private static UnitGroups ofBlockWeights(BlockProblem problem) {
    Dense layer = problem.requireDense();
    R064Store next = problem.requireDenseNext().weights();
    R064Store inputs = problem.inputs().all();
    R064Store slopes = problem.slopes();
    int samples = inputs.getRowDim();
    int rows = layer.outputs();
    double[] scales = new double[rows];
    for (int i = 0; i < rows; i++) {
      int outputs = next.getRowDim();
      scales[i] = LinearAlgebra.blas().dnrm2(outputs, next.data, i * outputs, 1);
      scales[i] /= Math.sqrt(samples);
    }
    R064Store squares = LinearAlgebra.transposedTimes(squared(inputs), squared(slopes));
    double[] energies = new double[squares.data.length];
    Arrays.setAll(
        energies,
        unit -> {
          double scale = scales[unit / layer.inputs()];
          return scale * scale * squares.data[unit];
        });
    return new UnitGroups(
        rows,
        layer.inputs(),
        rowMajor(layer),
        energies,
        row -> {
          R064Store added = inputs.copy();
          for (int e = 0; e < added.data.length; e++) {
            added.data[e] *= scales[row] * slopes.data[row * samples + e % samples];
          }
          return LinearAlgebra.transposedTimes(added, added);
        },
        layer.activation() == Activation.IDENTITY);
  }

  private static R064Store squared(R064Store matrix) {
    R064Store squared = matrix.copy();
    Arrays.setAll(squared.data, e -> matrix.data[e] * matrix.data[e]);
    return squared;
  }

  private static double[] rowMajor(Dense layer) {
    double[] values = new double[layer.weights().data.length];
    int columns = layer.inputs();
    int rows = layer.outputs();
    Arrays.setAll(values, unit -> layer.weights().data[unit % columns * rows + unit / columns]);
    return values;
  }
}
