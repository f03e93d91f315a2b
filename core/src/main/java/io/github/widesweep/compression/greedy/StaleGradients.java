package io.github.widesweep.compression.greedy;

/** All rows' gradients as of one moment. */
final class StaleGradients implements Gradients {
  /** Rows that are multiplied at once. */
  private static final int BLOCK = 64;

  private final LayerState state;
  private final double[][] blocks;
  private final double[] values;
  private int row = -1;

  StaleGradients(LayerState state) {
    this.state = state;
    int rows = state.problem.rows;
    this.blocks = new double[(rows + BLOCK - 1) / BLOCK][];
    for (int b = 0; b < blocks.length; b++) {
      blocks[b] = new double[Math.min(BLOCK, rows - b * BLOCK) * state.problem.samples];
    }
    this.values = new double[state.problem.samples];
    renew();
  }

  /** Makes all gradients anew. */
  void renew() {
    row = -1;
    for (int b = 0; b < blocks.length; b++) {
      int from = b * BLOCK;
      state.residual.gradients(from, Math.min(from + BLOCK, state.problem.rows), blocks[b]);
    }
  }

  @Override
  public double[] of(int asked) {
    if (asked != row) {
      row = asked;
      int at = row % BLOCK * values.length;
      System.arraycopy(blocks[row / BLOCK], at, values, 0, values.length);
    }
    return values;
  }

  @Override
  public void move(double[] products) {
    throw new IllegalStateException("these are made anew after many steps");
  }
}
