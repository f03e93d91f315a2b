package io.github.widesweep.compression.greedy;

/** The gradients {@code g_k(s) = v_k . r(s)} of rows. */
interface Gradients {
  /** A row's gradients by sample, up to date; good until another row is asked for. */
  double[] of(int row);

  /**
   * Takes note of the last step of a draw, whose residual has followed it.
   *
   * @param products {@code v_k . v_i} by row k, where i is the step's row
   */
  void move(double[] products);

  /** Those of one row at a time, made when they are asked for. */
  static Gradients onDemand(LayerState state) {
    return new OnDemand(state);
  }

  /** The last row's. */
  final class OnDemand implements Gradients {
    private final LayerState state;
    private final double[] values;
    private int row = -1;

    private OnDemand(LayerState state) {
      this.state = state;
      this.values = new double[state.problem.samples];
    }

    @Override
    public double[] of(int asked) {
      if (asked != row) {
        state.residual.gradient(asked, values);
        row = asked;
      }
      return values;
    }

    @Override
    public void move(double[] products) {
      row = -1;
    }
  }
}
