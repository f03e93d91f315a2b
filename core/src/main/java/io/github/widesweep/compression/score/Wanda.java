package io.github.widesweep.compression.score;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.compression.Budget;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.ProblemShape;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.network.Dense;
import java.util.List;

/**
 * Weights go that change their output least by themselves (M. Sun, Z. Liu, A. Bair, J. Z. Kolter, A
 * simple and effective pruning approach for large language models, ICLR 2024): score {@code |w_ij|
 * |zh_j|}, the norm over the calibration samples. The greedy order of a W layer's weights under
 * pruning is this one; here kept weights stay as they are.
 *
 * @param alpha the fraction of units that may be removed, strictly between 0 and 1
 * @param per what has a budget of its own
 */
public record Wanda(double alpha, Per per) implements LeastScore {
  /** What has a budget of its own. */
  public enum Per {
    /** Each row, an output's weights, as in the paper: equal parts, but for one weight. */
    ROW,
    /** The whole layer. */
    LAYER
  }

  public Wanda {
    Budget.requireFraction(alpha);
    require(per != null, "per", per, "row or layer");
  }

  @Override
  public String name() {
    return "wanda";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("alpha", alpha), new Parameter("per", per == Per.ROW ? "row" : "layer"));
  }

  @Override
  public Unit unit() {
    return Unit.WEIGHT;
  }

  @Override
  public int groups(LayerProblem problem) {
    return per == Per.ROW ? problem.layer().outputs() : 1;
  }

  /** The squares of the scores, over the number of samples. */
  @Override
  public Scores scores(LayerProblem problem) {
    Dense layer = problem.requireDense();
    double[] moments = problem.inputs().meanSquares();
    double[] scores = new double[problem.units(Unit.WEIGHT)];
    for (int unit = 0; unit < scores.length; unit++) {
      int j = unit % layer.inputs();
      double w = layer.weights().doubleValue(unit / layer.inputs(), j);
      scores[unit] = w * w * moments[j];
    }
    return Scores.sums(scores, problem.inputs().samples() + 8.0);
  }

  @Override
  public double scored(ProblemShape problem) {
    return (double) problem.samples() * problem.layer().inputs().size() + problem.layer().weights();
  }
}
