package io.github.widesweep.compression.obs;

import io.github.widesweep.compression.LeastSquares;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * The greedy way from a layer's best weights to none: at each step the unit goes whose removal
 * raises the loss least, what is kept being solved for anew. The first so many of the trace are the
 * greedy choice of every budget. Equal costs go in the order of units.
 *
 * @param order all units in the order they go: weights by row-major index, or inputs
 * @param losses what each adds to the loss
 */
record RemovalTrace(int[] order, double[] losses) {
  /**
   * Single weights (E. Frantar, S. P. Singh and D. Alistarh, Optimal Brain Compression, NeurIPS
   * 2022, Algorithms 1 and 2): rows do not depend on each other, so the layer's next weight is the
   * next of the row whose next costs least.
   */
  static RemovalTrace ofWeights(LeastSquares problem) {
    int rows = problem.rows();
    int n = problem.inputs();
    int[] inputs = new int[rows * n];
    double[] costs = new double[rows * n];
    Removals removals = new Removals(problem);
    for (int i = 0; i < rows; i++) {
      removals.run(i, 1, inputs, costs, i * n);
    }
    int[] next = new int[rows];
    PriorityQueue<Integer> queue =
        new PriorityQueue<>(
            Comparator.<Integer>comparingDouble(i -> costs[i * n + next[i]])
                .thenComparingInt(i -> i));
    for (int i = 0; i < rows; i++) {
      queue.add(i);
    }
    int[] order = new int[rows * n];
    double[] losses = new double[rows * n];
    for (int step = 0; step < order.length; step++) {
      int row = queue.remove();
      int at = row * n + next[row];
      order[step] = row * n + inputs[at];
      losses[step] = costs[at];
      next[row]++;
      if (next[row] < n) {
        queue.add(row);
      }
    }
    return new RemovalTrace(order, losses);
  }

  /** Inputs with all their weights. */
  static RemovalTrace ofInputs(LeastSquares problem) {
    int[] order = new int[problem.inputs()];
    double[] losses = new double[order.length];
    new Removals(problem).run(0, problem.rows(), order, losses, 0);
    return new RemovalTrace(order, losses);
  }
}
