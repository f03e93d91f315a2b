package io.github.widesweep.compression.score;

import io.github.widesweep.compression.BlockProblem;
import io.github.widesweep.compression.Budget;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.ProblemShape;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.network.Activations;

/**
 * Neurons and filters of least activation go (after H. Hu, R. Peng, Y.-W. Tai, C.-K. Tang, Network
 * trimming, 2016, and P. Molchanov, S. Tyree, T. Karras, T. Aila, J. Kautz, Pruning convolutional
 * neural networks for resource efficient inference, ICLR 2017): the mean over the calibration
 * samples of the squares of a unit's activations, an input unit's of a W layer, an output unit's of
 * a B layer.
 *
 * @param alpha the fraction of units that may be removed, strictly between 0 and 1
 */
public record UnitActivation(double alpha) implements LeastScore {
  public UnitActivation {
    Budget.requireFraction(alpha);
  }

  @Override
  public String name() {
    return "activation";
  }

  @Override
  public Unit unit() {
    return Unit.NEURON;
  }

  @Override
  public Scores scores(LayerProblem problem) {
    Activations activations =
        problem instanceof BlockProblem block ? block.activations() : problem.inputs();
    double[] squares = activations.meanSquares();
    double[] sums = new double[problem.units(Unit.NEURON)];
    int each = squares.length / sums.length;
    for (int j = 0; j < squares.length; j++) {
      sums[j / each] += squares[j];
    }
    // Activations of a B layer are computed from the inputs, by products of a BLAS.
    double terms = (double) problem.inputs().samples() + each + 4.0 * problem.layer().inputs();
    return Scores.sums(sums, terms + 8);
  }

  @Override
  public double scored(ProblemShape problem) {
    double numbers =
        problem.role() == Role.WIDE
            ? problem.layer().inputs().size()
            : problem.layer().outputs().size() + problem.layer().inputs().size();
    return (double) problem.samples() * numbers;
  }
}
