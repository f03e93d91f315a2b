package io.github.widesweep.compression.score;

import io.github.widesweep.compression.Budget;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.ProblemShape;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.network.Dense;

/**
 * The smallest weights of a layer go (S. Han, J. Pool, J. Tran, W. Dally, Learning both weights and
 * connections for efficient neural networks, NeurIPS 2015): score {@code |w|}.
 *
 * @param alpha the fraction of units that may be removed, strictly between 0 and 1
 */
public record Magnitude(double alpha) implements LeastScore {
  public Magnitude {
    Budget.requireFraction(alpha);
  }

  @Override
  public String name() {
    return "magnitude";
  }

  @Override
  public Unit unit() {
    return Unit.WEIGHT;
  }

  @Override
  public Scores scores(LayerProblem problem) {
    Dense layer = problem.requireDense();
    double[] scores = new double[problem.units(Unit.WEIGHT)];
    for (int unit = 0; unit < scores.length; unit++) {
      scores[unit] =
          Math.abs(layer.weights().doubleValue(unit / layer.inputs(), unit % layer.inputs()));
    }
    return Scores.exact(scores);
  }

  @Override
  public double scored(ProblemShape problem) {
    return problem.layer().weights();
  }
}
