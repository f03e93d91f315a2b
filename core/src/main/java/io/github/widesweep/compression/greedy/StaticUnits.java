package io.github.widesweep.compression.greedy;

import io.github.widesweep.compression.BlockProblem;
import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerPlan;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Ranking;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.format.TwoValues;
import io.github.widesweep.compression.format.Values;
import io.github.widesweep.compression.greedy.lanes.Rounding;
import io.github.widesweep.network.Activations;
import io.github.widesweep.network.Layer;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ojalgo.matrix.store.R064Store;

/**
 * The greedy order of units whose factor enters the watched output linearly: a W layer's columns or
 * input filters, and a B layer's rows or output filters where {@code phi(t a) = t phi(a)}. Unit i
 * multiplied by {@code t} has score {@code Var(t)} times the mean squared length of what it adds to
 * the watched output (the expectations in the proofs of Propositions 24 and 25): one sort that
 * depends on neither draws nor p.
 */
final class StaticUnits implements LayerPlan {
  private final Layer layer;
  private final boolean inputs;
  private final int[] order;
  private final double[] scores;
  private final double[] variances;
  private final double psiAdded;
  private final double chance;
  private final TwoValues values;

  StaticUnits(LayerProblem problem, Replacement replacement, int steps) {
    this.layer = problem.layer();
    this.inputs = problem.role() == Role.WIDE;
    Ranked ranked = problem.shared(Ranked.class, () -> Ranked.of(problem));
    this.order = Arrays.copyOf(ranked.order(), steps);
    this.scores = new double[steps];
    this.variances = new double[ranked.order().length];
    this.chance = replacement.probability(1);
    double[] first = new double[variances.length];
    double[] second = new double[variances.length];
    Arrays.fill(first, 1);
    Arrays.fill(second, 1);
    for (int step = 0; step < steps; step++) {
      int unit = order[step];
      variances[unit] = replacement.variance(1);
      scores[step] = variances[unit] * ranked.energies()[unit];
      first[unit] = replacement.high(1);
      second[unit] = replacement.low(1);
    }
    this.psiAdded = Arrays.stream(scores).sum();
    this.values = new TwoValues(scaled(first), scaled(second));
  }

  /** The units' energies and their order, whatever p is. */
  private record Ranked(double[] energies, int[] order) {
    static Ranked of(LayerProblem problem) {
      double[] energies =
          problem instanceof BlockProblem block
              ? energies(block.next(), block.activations(), block.layer().outputUnits())
              : energies(problem.layer(), problem.inputs(), problem.layer().inputUnits());
      int[] units = IntStream.range(0, energies.length).toArray();
      double[] margins = new double[energies.length];
      double terms = (double) problem.inputs().samples() + problem.layer().outputs();
      Arrays.setAll(margins, unit -> 16 * terms * Rounding.UNIT * energies[unit]);
      return new Ranked(energies, Ranking.least(units, energies, margins, units.length));
    }

    /** The mean squared length of what each block of inputs adds to a layer's pre-activations. */
    private static double[] energies(Layer layer, Activations inputs, int blocks) {
      double[] energies = new double[blocks];
      inputs.forEachBlock(
          layer.outputs(),
          (from, rows) -> {
            double share = (double) rows.getRowDim() / inputs.samples();
            double[] part = layer.energies(rows, blocks);
            for (int unit = 0; unit < blocks; unit++) {
              energies[unit] += share * part[unit];
            }
          });
      return energies;
    }
  }

  @Override
  public LayerOutcome draw(double[] uniforms) {
    byte[] choices = new byte[layer.weights().data.length];
    int block = choices.length / uniforms.length;
    for (int unit = 0; unit < uniforms.length; unit++) {
      // Both values of a unit that is not offered are the same.
      if (uniforms[unit] >= chance) {
        int from = inputs ? unit * block : unit;
        int step = inputs ? 1 : uniforms.length;
        for (int k = 0; k < block; k++) {
          choices[from + k * step] = 1;
        }
      }
    }
    Values drawn = values.pick(choices);
    R064Store weights = R064Store.wrap(drawn.weights(), layer.weights().getRowDim());
    return new LayerOutcome(
        layer.withWeights(weights, layer.bias()),
        order,
        scores,
        drawn.nonzeros(),
        drawn.distinct());
  }

  @Override
  public double psiAdded() {
    return psiAdded;
  }

  @Override
  public Optional<double[]> variances() {
    return Optional.of(variances);
  }

  private double[] scaled(double[] factors) {
    return (inputs ? layer.scaleInputs(factors) : layer.scaleOutputs(factors)).weights().data;
  }
}
