package io.github.widesweep.compression.obs;

import io.github.widesweep.compression.Budget;
import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.LeastSquares;
import io.github.widesweep.compression.ProblemShape;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.Work;
import java.util.Arrays;

/**
 * OSSCAR (X. Meng, S. Ibrahim, K. Behdin, H. Hazimeh, N. Ponomareva and R. Mazumder, OSSCAR:
 * One-Shot Structured Pruning in Vision and Language Models with Combinatorial Optimization, ICML
 * 2024), for the inputs of dense W layers: the {@link RemovalTrace} of inputs, each of which goes
 * with all its weights at the cost {@code |W_j|^2 / [H^-1]_jj}, then {@link Exchanges} of inputs,
 * and the weights that are left solved for. All keep probabilities share one trace. B layers and
 * convolutions are refused.
 *
 * @param alpha the fraction of inputs that a greedy draw is offered: the budget is its expected
 *     number of zeros
 * @param damping of the moments, as a fraction of the mean of their diagonal
 * @param swaps exchanges at most, 0 for none
 */
public record Osscar(double alpha, double damping, int swaps) implements SupportMethod {
  private record TraceKey(double damping) {}

  public Osscar {
    SupportMethod.check(alpha, damping, swaps);
  }

  @Override
  public String name() {
    return "osscar";
  }

  @Override
  public LayerOutcome compress(LayerProblem problem, LeastSquares squares, Scheme scheme) {
    int inputs = squares.inputs();
    int rows = squares.rows();
    RemovalTrace trace =
        problem.shared(new TraceKey(damping), () -> RemovalTrace.ofInputs(squares));
    boolean[] kept = new boolean[inputs];
    double[] losses = new double[inputs];
    int zeros = Budget.zeros(alpha, inputs, (Scheme.Prune) scheme);
    for (int step = 0; step < inputs; step++) {
      kept[trace.order()[step]] = step >= zeros;
      losses[trace.order()[step]] = trace.losses()[step];
    }
    boolean[] improved = Exchanges.ofInputs(squares, kept, swaps);
    boolean[] weights = new boolean[rows * inputs];
    for (int j = 0; j < inputs; j++) {
      Arrays.fill(weights, j * rows, (j + 1) * rows, improved[j]);
    }
    int[] order = Arrays.copyOf(trace.order(), zeros);
    if (!Arrays.equals(kept, improved)) {
      order = RefitMethod.dropped(improved, 1);
    }
    double[] scores = Arrays.stream(order).mapToDouble(input -> losses[input]).toArray();
    return RefitMethod.refit(squares, weights, order, scores);
  }

  @Override
  public Unit unit() {
    return Unit.NEURON;
  }

  @Override
  public Work search(ProblemShape problem) {
    return ObsCost.inputTrace(problem);
  }
}
