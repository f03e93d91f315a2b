package io.github.widesweep.compression.greedy;

import io.github.widesweep.compression.greedy.lanes.Lanes;

/** The gradients {@code g_k(s) = v_k . r(s)} of rows, and sums over them. */
interface Gradients {
  /** A row's gradients by sample, up to date; good until another row is asked for. */
  double[] of(int row);

  /**
   * Takes note of the last step of a draw, whose residual has followed it.
   *
   * @param products {@code v_k . v_i} by row k, where i is the step's row
   */
  void move(double[] products);

  /** Writes those of a row at the first places, by sample; single precision is enough. */
  default void at(int row, int[] places, int count, double[] result) {
    double[] g = of(row);
    for (int k = 0; k < count; k++) {
      result[places[k]] = g[places[k]];
    }
  }

  /** {@code sum_s m(s) g(s)} over places of a support, as cheap as can be. */
  default double sum(int row, int[] places, float[] m, int from, int end) {
    return SparseKernels.sum(places, m, from, end, of(row));
  }

  /** The same in double precision. */
  default double sum(int row, int[] places, double[] m, int from, int end) {
    double[] g = of(row);
    double sum = 0;
    for (int k = from; k < end; k++) {
      sum += m[k] * g[places[k]];
    }
    return sum;
  }

  /** Sums over the residual of a draw as it is, at the samples that they need. */
  static Gradients ofResidual(LayerState state) {
    return new OfResidual(state);
  }

  /** Has no row's gradients at all samples. */
  final class OfResidual implements Gradients {
    private final Problem problem;
    private final Residual residual;
    private final float[] column;
    private final float[] singleSums;
    private final double[] sums;

    private OfResidual(LayerState state) {
      this.problem = state.problem;
      this.residual = state.residual;
      this.column = new float[residual.singleStride];
      this.singleSums = new float[residual.singleStride];
      this.sums = new double[residual.stride];
    }

    @Override
    public double[] of(int row) {
      throw new IllegalStateException("these are sums at some samples");
    }

    @Override
    public void move(double[] products) {
      // The residual has followed.
    }

    @Override
    public void at(int row, int[] places, int count, double[] result) {
      for (int o = 0; o < problem.outputs; o++) {
        column[o] = (float) problem.next[row * problem.outputs + o];
      }
      Lanes.BEST.dots(residual.single(), residual.singleStride, column, places, count, result);
    }

    @Override
    public double sum(int row, int[] places, float[] m, int from, int end) {
      if (from == end) {
        return 0;
      }
      Lanes.BEST.combine(
          residual.single(), residual.singleStride, places, m, from, end, singleSums);
      double sum = 0;
      for (int o = 0; o < problem.outputs; o++) {
        sum += problem.next[row * problem.outputs + o] * singleSums[o];
      }
      return sum;
    }

    @Override
    public double sum(int row, int[] places, double[] m, int from, int end) {
      if (from == end) {
        return 0;
      }
      Lanes.BEST.combine(residual.values, residual.stride, places, m, from, end, sums);
      double sum = 0;
      for (int o = 0; o < problem.outputs; o++) {
        sum += problem.next[row * problem.outputs + o] * sums[o];
      }
      return sum;
    }
  }

  /** All rows' gradients as of one moment, and how far they are from those of the moment before. */
  final class Stale implements Gradients {
    /** Rows that are multiplied at once. */
    private static final int BLOCK = 64;

    private final LayerState state;
    private final int samples;
    private final double[][] blocks;
    private final double[] values;

    /** By row: the largest change at a sample. */
    private final double[] moves;

    private double[] before;
    private int row = -1;

    Stale(LayerState state) {
      this.state = state;
      int rows = state.problem.rows;
      this.samples = state.problem.samples;
      this.blocks = new double[(rows + BLOCK - 1) / BLOCK][Math.min(BLOCK, rows) * samples];
      this.before = new double[blocks[0].length];
      this.values = new double[samples];
      this.moves = new double[rows];
      renew();
    }

    /** Makes all gradients anew. */
    void renew() {
      row = -1;
      for (int b = 0; b < blocks.length; b++) {
        int from = b * BLOCK;
        int end = Math.min(from + BLOCK, moves.length);
        double[] now = before;
        before = blocks[b];
        state.residual.gradients(from, end, now);
        for (int k = from; k < end; k++) {
          moves[k] = Lanes.BEST.largestDifference(now, before, (k - from) * samples, samples);
        }
        blocks[b] = now;
      }
    }

    /** How far a row's computed gradients have moved at any sample in the last renewal. */
    double move(int asked) {
      return moves[asked];
    }

    @Override
    public double[] of(int asked) {
      if (asked != row) {
        row = asked;
        System.arraycopy(blocks[row / BLOCK], row % BLOCK * samples, values, 0, samples);
      }
      return values;
    }

    @Override
    public void move(double[] products) {
      throw new IllegalStateException("these are made anew after many steps");
    }
  }
}
