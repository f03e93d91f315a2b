package io.github.widesweep.compression.greedy;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.compression.Ranking;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.network.Activation;
import io.github.widesweep.network.Dense;
import io.github.widesweep.network.LinearAlgebra;
import java.util.BitSet;
import org.ojalgo.matrix.store.R064Store;

/**
 * Algorithm 1 of the paper for single weights of a B layer: draw-free, so that many draws share the
 * first scores. Every step offers the unit whose score is least, ties to the lowest row-major index
 * ({@link Ranking}), with scores as old as the ordering lets them be.
 *
 * <p>Not thread-safe.
 */
public final class BlockWeights {
  private final Problem problem;
  private final int steps;
  private final int period;
  private final Kernels first;
  private final ExactSearch.Start start;

  /**
   * What one draw did.
   *
   * @param weights the compressed weights, outputs x inputs
   * @param order the units offered, by row-major index, in the order they were offered
   * @param scores the score of each at the moment it was chosen; NaN or infinite where it overflows
   */
  public record Drawn(R064Store weights, int[] order, double[] scores) {}

  /**
   * Scores every weight once.
   *
   * @param layer the B layer {@code l} at its dense weights; its activation acts entry by entry
   * @param next layer {@code l + 1}, of which only the weights {@code V} count
   * @param inputs {@code zh}, samples x inputs
   * @param preactivations {@code W zh + b}, samples x rows
   * @param residual {@code V phi(W zh) - watched}, samples x outputs of {@code next}; taken as
   *     exact
   * @param steps how many weights are offered, at most all
   * @throws io.github.widesweep.InvalidValueException if the layer projects its own activations:
   *     {@code Psi} of Propositions 21, 22 and 25 does not cover it, nor do these scores
   */
  public BlockWeights(
      Dense layer,
      Dense next,
      R064Store inputs,
      R064Store preactivations,
      R064Store residual,
      Replacement replacement,
      int steps,
      Ordering ordering) {
    this(
        layer,
        next,
        inputs,
        preactivations,
        residual,
        replacement,
        steps,
        ordering,
        Score.ABSOLUTE);
  }

  /**
   * The same by another score.
   *
   * @param score what the least is taken of
   */
  BlockWeights(
      Dense layer,
      Dense next,
      R064Store inputs,
      R064Store preactivations,
      R064Store residual,
      Replacement replacement,
      int steps,
      Ordering ordering,
      Score score) {
    require(
        layer.radius() == Double.POSITIVE_INFINITY,
        "radius",
        layer.radius(),
        "none: single weights of a B layer are scored without a projection of its activations"
            + " (Propositions 21, 22 and 25 have none)");
    this.problem = new Problem(layer, next, inputs, preactivations, residual, replacement, score);
    require(steps >= 0 && steps <= problem.units, "steps", steps, "at most " + problem.units);
    this.steps = steps;
    this.period = ordering.period(steps);
    LayerState state = new LayerState(problem);
    this.first =
        ordering instanceof Ordering.Exact
            ? Kernels.of(state, new Gradients.Stale(state))
            : Kernels.ofPasses(state);
    BitSet none = new BitSet();
    for (int row = 0; row < problem.rows; row++) {
      first.rescore(row, none);
    }
    this.start =
        ordering instanceof Ordering.Exact ? ExactSearch.Start.of(first, state, steps) : null;
  }

  /**
   * Compresses once; earlier draws have no effect.
   *
   * @param uniforms a number in [0, 1) for each weight, by row-major index
   */
  public Drawn draw(double[] uniforms) {
    require(
        uniforms.length == problem.units,
        "uniforms",
        uniforms.length,
        problem.units + " numbers, one a weight");
    LayerState state = new LayerState(problem);
    int[] order = new int[steps];
    double[] scores = new double[steps];
    if (start != null) {
      new ExactSearch(start, state).run(uniforms, order, scores);
    } else {
      new PeriodicSearch(first, state).run(period, uniforms, order, scores);
    }
    R064Store weights = LinearAlgebra.zeros(problem.rows, problem.inputs);
    for (int unit = 0; unit < problem.units; unit++) {
      weights.data[unit % problem.inputs * problem.rows + unit / problem.inputs] =
          state.weights[unit];
    }
    return new Drawn(weights, order, scores);
  }

  /**
   * Bytes that a plan and one draw from it need at most, beside the matrices that are handed in.
   * The exact ordering keeps samples near a unit's kink; for ReLU a quarter of all is reckoned
   * with, usual are 5 to 20 %.
   *
   * @param samples rows of the inputs
   * @param inputs columns of the inputs
   * @param rows outputs of the layer
   * @param nextOutputs outputs of the next layer
   */
  public static long bytes(
      long samples,
      long inputs,
      long rows,
      long nextOutputs,
      Activation activation,
      Ordering ordering) {
    long units = inputs * rows;
    boolean exact = ordering instanceof Ordering.Exact;
    // Plan and draw: a, phi(a) and gradients by row; problem: a.
    long state = 8 * samples * (7 * rows + 3 * inputs + 3 * nextOutputs);
    long scores = units * (exact ? 220 : 200);
    long shifts =
        switch (activation) {
          case IDENTITY -> 0;
          case RELU -> exact ? 2 * 8 * units * samples / 4 : 0;
          default -> 2 * 4 * units * samples + LogisticChanges.bytes(samples, units, activation);
        };
    long classes = isPiecewiseLinear(activation) ? Math.min(InputClasses.MOST, inputs) : 1;
    long bounds = exact ? 2 * units * 4 * (2 * classes + 1) : 0;
    long ring = 2 * 64 * 8 * (samples + rows);
    return state + scores + shifts + bounds + ring;
  }

  /**
   * Numbers multiplied and added in one draw, to a factor of about two: for each step, rescoring
   * half a row (what is left of it on average), following gradients that are looked at, and
   * lowering bounds; for each refresh, the gradients, the rows that changed and the linear terms of
   * the others that reach the batch.
   */
  public static double operations(
      long samples,
      long inputs,
      long rows,
      long nextOutputs,
      Activation activation,
      Ordering ordering,
      long steps) {
    double units = (double) inputs * rows;
    boolean sparse = isPiecewiseLinear(activation);
    // Finding flips and scoring them, or two changes, their moments and sums.
    double rescore = 0.5 * inputs * samples * (sparse ? 8 : 16);
    double step = samples * (nextOutputs + 8.0);
    if (ordering instanceof Ordering.Exact) {
      double classes = sparse ? 2.0 * Math.min(InputClasses.MOST, inputs) : 0;
      double spread = 0.5 * inputs * 0.05 * samples * classes;
      double looks = (sparse ? 0.05 : 1) * samples * 0.01 * units;
      return steps * (rescore + spread + step + 2.0 * samples * rows / 4 + 3 * units + looks);
    }
    double passes = Math.ceil((double) steps / ordering.period((int) steps)) - 1;
    double each = (double) samples * rows * nextOutputs + 0.5 * units * samples;
    // Sums over all samples, without looking for flips.
    double anew = sparse ? 0.5 * rescore : rescore;
    return steps * step + passes * each + Math.min((double) steps, passes * rows) * anew;
  }

  private static boolean isPiecewiseLinear(Activation activation) {
    return activation == Activation.RELU || activation == Activation.IDENTITY;
  }
}
