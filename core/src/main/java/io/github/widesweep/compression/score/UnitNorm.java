package io.github.widesweep.compression.score;

import io.github.widesweep.compression.Budget;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.ProblemShape;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Unit;
import org.ojalgo.matrix.store.R064Store;

/**
 * Neurons and filters of least weights go (H. Li, A. Kadav, I. Durdanovic, H. Samet, H. P. Graf,
 * Pruning filters for efficient ConvNets, ICLR 2017, with the Euclidean norm): in W layers by the
 * norm of an input unit's weights, in B layers by that of an output unit's.
 *
 * @param alpha the fraction of units that may be removed, strictly between 0 and 1
 */
public record UnitNorm(double alpha) implements LeastScore {
  public UnitNorm {
    Budget.requireFraction(alpha);
  }

  @Override
  public String name() {
    return "norm";
  }

  @Override
  public Unit unit() {
    return Unit.NEURON;
  }

  /** The squares of the norms. */
  @Override
  public Scores scores(LayerProblem problem) {
    R064Store weights = problem.layer().weights();
    int units = problem.units(Unit.NEURON);
    double[] squares = new double[units];
    int each = weights.data.length / units;
    for (int e = 0; e < weights.data.length; e++) {
      int unit = problem.role() == Role.WIDE ? e / each : e % units;
      squares[unit] += weights.data[e] * weights.data[e];
    }
    return Scores.sums(squares, each + 8.0);
  }

  @Override
  public double scored(ProblemShape problem) {
    return problem.layer().weights();
  }
}
