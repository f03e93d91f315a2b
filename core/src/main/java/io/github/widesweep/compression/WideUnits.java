package io.github.widesweep.compression;

import io.github.widesweep.network.Layer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.ojalgo.matrix.store.R064Store;

/**
 * The greedy order of a W layer's input units, columns or input filters: unit j multiplied by
 * {@code t} has score {@code Var(t) mean_s |W_j zh_sj|^2} (digest section 3, consequence 2), one
 * sort that depends on neither draws nor p.
 */
final class WideUnits implements WideLayer {
  private final Layer layer;
  private final double[] energies;
  private final int[] order;

  /**
   * Sorts the units.
   *
   * @param inputs the layer's compressed inputs {@code zh}, samples x inputs
   */
  WideUnits(Layer layer, R064Store inputs) {
    this.layer = layer;
    this.energies = layer.energies(inputs, layer.inputUnits());
    int[] units = IntStream.range(0, energies.length).toArray();
    this.order = Ranking.least(units, energies, energies, units.length);
  }

  @Override
  public LayerOutcome compress(Draw draw) {
    double[] factors = new double[energies.length];
    Arrays.fill(factors, 1);
    int[] offered = Arrays.copyOf(order, draw.steps());
    double[] scores = new double[offered.length];
    for (int step = 0; step < offered.length; step++) {
      int unit = offered[step];
      scores[step] = draw.replacement().variance(1) * energies[unit];
      factors[unit] = draw.outcome(unit, 1);
    }
    return new LayerOutcome(layer.scaleInputs(factors), offered, scores);
  }
}
