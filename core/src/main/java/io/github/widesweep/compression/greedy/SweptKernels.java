package io.github.widesweep.compression.greedy;

import io.github.widesweep.compression.greedy.lanes.Lanes;
import io.github.widesweep.compression.greedy.lanes.Rounding;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Sums over all samples and keeps nothing by sample. Outside of a unit's support its terms are 0
 * exactly. Looking for the support first would take longer than to add all terms, eight or sixteen
 * at a time; reading one that was kept takes as long.
 */
final class SweptKernels extends KinkKernels {
  private final SingleGradients singles = new SingleGradients(state);

  /** By sample, of the row last looked at, as {@link Lanes#split} has them. */
  private final float[] sizes = new float[Lanes.widthOf(problem.samples)];

  private final float[] signs = new float[sizes.length];
  private final float[] far = new float[sizes.length];
  private final float[] lines = new float[4];
  private final float[] sums = new float[3 * Lanes.WIDTH];
  private final int[] found = new int[problem.samples + 8];

  /** The row that {@link #flips} and {@link #sizes} are of, or -1. */
  private int started = -1;

  SweptKernels(Problem problem, LayerState state) {
    super(problem, state, Gradients.ofResidual(state));
  }

  private SweptKernels(SweptKernels other, LayerState state) {
    super(other, state, Gradients.ofResidual(state));
  }

  @Override
  Kernels forPasses(LayerState drawn) {
    return new SweptKernels(this, drawn);
  }

  @Override
  void renew() {
    singles.renew();
    started = -1;
  }

  @Override
  double move(int row) {
    return singles.move(row);
  }

  @Override
  double moveReach(int row) {
    return singles.reach(row);
  }

  @Override
  double gradientError() {
    return super.gradientError() + (problem.outputs + 8) * Rounding.SINGLE * state.residual.size;
  }

  @Override
  void rescore(int row, BitSet offered) {
    look(row);
    if (!linear) {
      squares.update(row);
    }
    for (int unit = row * problem.inputs; unit < (row + 1) * problem.inputs; unit++) {
      if (!offered.get(unit)) {
        sweep(unit);
        bound(unit);
        value[unit] =
            2.0 / problem.samples * Lanes.sumOfAll(sums, 2 * Lanes.WIDTH) + quadratic[unit];
      }
    }
  }

  private void look(int row) {
    start(row);
    Lanes.BEST.split(flips.values, sizes, signs, far);
    started = row;
  }

  private void sweep(int unit) {
    if (linear) {
      Arrays.fill(sums, 0);
      return;
    }
    int row = unit / problem.inputs;
    setLines(unit);
    Lanes.BEST.sweep(
        sizes,
        signs,
        far,
        flips.inputs[unit - row * problem.inputs],
        singles.block(row),
        singles.at(row),
        lines,
        sums);
  }

  private void setLines(int unit) {
    lines[0] = (float) problem.up[unit];
    lines[1] = (float) problem.down[unit];
    lines[2] = (float) (0.5 * problem.chance[unit]);
    lines[3] = (float) (0.5 * (1 - problem.chance[unit]));
  }

  /**
   * Of {@link #sums}, with {@code u = 2^-24} and {@code b} the step of the outcome that goes
   * towards the kink: {@code F = max(|b| - |a|, 0)} is off by {@code 5 u |b|}, steps, inputs and
   * {@code a} being rounded, {@code m} by {@code 8 u |b|}; with {@code F + 2 |a| <= 2 |b|} where
   * {@code m > 0} a term of the extra part of {@code E d^2} by {@code 32 u b^2}; sums of n terms by
   * {@code (n / 16 + 6) u} of their sizes, gradients by {@code (outputs + 4) u |v| |r|}; and {@code
   * F} by {@link Problem#vanishing} where numbers vanish.
   */
  private void bound(int unit) {
    int row = unit / problem.inputs;
    int column = unit - row * problem.inputs;
    int samples = problem.samples;
    double step = problem.step(unit);
    quadratic[unit] = quadratic(unit, -0.5 * Lanes.sumOfAll(sums, Lanes.WIDTH));
    int parts = samples / Lanes.WIDTH;
    double terms = 4 * Rounding.SINGLE * step * problem.absoluteInput[column];
    double least = samples * problem.vanishing;
    double norm = problem.norms[row];
    double sum = areFloatsOfUse(row) ? Lanes.sumOfAll(sums, 0) : Double.POSITIVE_INFINITY;
    mass[unit] = sum * (1 + (parts + 8) * Rounding.SINGLE) + terms + least;
    slack[unit] =
        eta(unit) * samples + (samples + problem.outputs + 16) * Rounding.UNIT * mass[unit];
    doubt[unit] =
        terms + 0.5 * (parts + problem.outputs + 32) * Rounding.SINGLE * mass[unit] + least;
    quadraticError[unit] =
        exactQuadraticError(unit)
            + norm
                * norm
                / samples
                * ((parts + 24) * Rounding.SINGLE * step * step * problem.squaredInput[column]
                    + least * (1 + 16 * step * problem.largestInput[column]))
            + vanishingProducts(unit);
  }

  @Override
  double linear(int unit) {
    if (linear) {
      return 0;
    }
    int row = unit / problem.inputs;
    if (started != row) {
      look(row);
    }
    setLines(unit);
    Lanes.BEST.sweepProducts(
        sizes,
        signs,
        flips.inputs[unit - row * problem.inputs],
        singles.block(row),
        singles.at(row),
        lines,
        sums);
    return 2.0 / problem.samples * Lanes.sumOfAll(sums, 2 * Lanes.WIDTH);
  }

  @Override
  double exact(int unit) {
    int row = unit / problem.inputs;
    if (started != row) {
      look(row);
    }
    int end = linear ? 0 : flips.find(row, unit - row * problem.inputs, found, 0);
    return exact(unit, found, 0, end);
  }

  /**
   * All rows' gradients as of one moment in single precision, and how far they are from those of
   * the moment before.
   */
  private static final class SingleGradients {
    /** Rows that are multiplied at once. */
    private static final int BLOCK = 64;

    private final LayerState state;
    private final int stride;
    private final float[] next;
    private final float[][] blocks;
    private float[] before;

    /** By row: the middle of all samples' changes, and how far from it any is. */
    private final double[] moves;

    private final double[] reaches;
    private final float[] ends = new float[2];

    SingleGradients(LayerState state) {
      this.state = state;
      Problem problem = state.problem;
      this.stride = Lanes.widthOf(problem.samples);
      this.next = new float[problem.next.length];
      Lanes.BEST.round(problem.next, 0, next.length, next);
      int size = Math.min(BLOCK, problem.rows);
      this.blocks = new float[(problem.rows + BLOCK - 1) / BLOCK][size * stride];
      this.before = new float[size * stride];
      this.moves = new double[problem.rows];
      this.reaches = new double[problem.rows];
      renew();
    }

    /** Makes all gradients anew. */
    void renew() {
      for (int b = 0; b < blocks.length; b++) {
        int from = b * BLOCK;
        int end = Math.min(from + BLOCK, moves.length);
        float[] now = before;
        before = blocks[b];
        blocks[b] = now;
        state.residual.gradients(next, from, end, now, stride);
        for (int row = from; row < end; row++) {
          Lanes.BEST.differences(now, before, at(row), state.problem.samples, ends);
          double largest = Math.max(Math.abs(ends[0]), Math.abs(ends[1]));
          moves[row] = 0.5 * ((double) ends[0] + ends[1]);
          reaches[row] =
              0.5 * ((double) ends[1] - ends[0]) + Rounding.SINGLE * largest + Float.MIN_NORMAL;
        }
      }
    }

    /** How far a row's gradients have moved at all samples in the last renewal. */
    double move(int row) {
      return moves[row];
    }

    /** How far the move at any sample is from that. */
    double reach(int row) {
      return reaches[row];
    }

    /** Where a row's gradients are, by sample from {@link #at} on, then zeros. */
    float[] block(int row) {
      return blocks[row / BLOCK];
    }

    int at(int row) {
      return row % BLOCK * stride;
    }
  }
}
