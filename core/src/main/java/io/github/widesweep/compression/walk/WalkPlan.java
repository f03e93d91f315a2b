package io.github.widesweep.compression.walk;

import io.github.widesweep.compression.LayerOutcome;
import io.github.widesweep.compression.LayerPlan;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.Replacement;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Unit;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The walks of a layer's groups, each by itself. Units that add nothing, or have one value only,
 * are drawn alone; at lambda 1 all are.
 */
final class WalkPlan implements LayerPlan {
  private final Designs designs;
  private final UnitChoices choices;
  private final int[] order;
  private final Lambda lambda;
  private final boolean independent;
  private final boolean exact;

  /** Chance of the upper value of each unit that is offered. */
  private final double[] chances;

  /** The units that are offered and do not walk. */
  private final int[] alone;

  private final double[] variances;
  private final Optional<double[]> covarianceBound;
  private final double psiAdded;

  /** Whether groups are the rows of a W layer, each an output. */
  private final boolean rows;

  /**
   * By group: the bound of what its draws add to the expectation of Psi, where that is exact. Made
   * when it is asked for, by when a draw has usually made the designs.
   */
  private double[] bounds;

  private final UnitGroups groups;
  private final Replacement replacement;

  private record Key(Unit unit, Object replacement, int steps, Lambda lambda) {}

  WalkPlan(LayerProblem problem, Unit unit, Replacement replacement, int steps, Lambda lambda) {
    this.groups = UnitGroups.shared(problem, unit);
    this.replacement = replacement;
    this.order = Arrays.copyOf(UnitGroups.order(problem, unit, replacement), steps);
    this.independent = lambda.value() == 1;
    this.exact = groups.exact();
    this.rows = unit == Unit.WEIGHT && problem.role() == Role.WIDE;
    this.designs =
        problem.shared(
            new Key(unit, UnitGroups.pFree(replacement), steps, lambda),
            () -> Designs.of(groups, independent ? new int[0] : order, replacement, lambda));
    this.variances = new double[groups.values().length];
    this.chances = new double[groups.values().length];
    for (int u : order) {
      variances[u] = replacement.variance(groups.values()[u]);
      chances[u] = replacement.probability(groups.values()[u]);
    }
    double[] scores = groups.scores(order, replacement);
    this.psiAdded = Arrays.stream(scores).sum();
    BitSet walking = new BitSet();
    for (int g = 0; g < designs.count(); g++) {
      Arrays.stream(designs.units(g)).forEach(walking::set);
    }
    this.alone = Arrays.stream(order).filter(u -> !walking.get(u)).toArray();
    this.lambda = lambda;
    this.covarianceBound =
        lambda.equals(Lambda.AUTO) ? Optional.empty() : Optional.of(covarianceBound(problem));
    this.choices = new UnitChoices(problem, unit, replacement, order, scores);
  }

  /** What walks is bounded together; the others are independent, so that their scores add. */
  private double[] bounds() {
    if (bounds != null) {
      return bounds;
    }
    double[] sums = new double[groups.count()];
    for (int g = 0; g < sums.length; g++) {
      double largest = 0;
      for (int u : designs.units(g)) {
        double w = groups.values()[u];
        double reach = replacement.high(w) - replacement.low(w);
        largest = Math.max(largest, reach * reach * groups.energies()[u]);
      }
      // xi^2 is of half the distance.
      sums[g] = largest / 4 * designs.spread(g);
    }
    for (int u : alone) {
      sums[groups.group(u)] += variances[u] * groups.energies()[u];
    }
    bounds = sums;
    return sums;
  }

  /**
   * {@code Cov(z) <= M^-1 <= I / lambda}: {@code c^2 / lambda}, which is at least the variance of
   * units that are drawn alone. In W under pruning it is proportional to variances, so that the
   * offered units are the least by it too; elsewhere they need not be, and it is of all units.
   */
  private double[] covarianceBound(LayerProblem problem) {
    double[] bound = new double[groups.units()];
    boolean least = problem.role() == Role.WIDE && replacement instanceof Replacement.Pruning;
    for (int u : least ? order : IntStream.range(0, bound.length).toArray()) {
      double w = groups.values()[u];
      double reach = replacement.high(w) - replacement.low(w);
      bound[u] = reach * reach / (4 * lambda.value());
    }
    return bound;
  }

  @Override
  public LayerOutcome draw(double[] uniforms) {
    return draw((unit, chance) -> uniforms[unit] < chance);
  }

  /**
   * One compression of the layer.
   *
   * @param coins by unit of the layer
   */
  LayerOutcome draw(GramSchmidtWalk.Coins coins) {
    boolean[] high = new boolean[chances.length];
    for (int u : alone) {
      high[u] = coins.rises(u, chances[u]);
    }
    for (int g = 0; g < designs.count(); g++) {
      int[] units = designs.units(g);
      if (units.length > 0) {
        double[] values = Arrays.stream(units).mapToDouble(u -> chances[u]).toArray();
        designs.walk(g, values, (place, chance) -> coins.rises(units[place], chance));
        for (int k = 0; k < units.length; k++) {
          high[units[k]] = values[k] == 1;
        }
      }
    }
    return choices.outcome(high);
  }

  @Override
  public double psiAdded() {
    return independent && exact ? psiAdded : Double.NaN;
  }

  @Override
  public double psiAddedBound() {
    return exact ? Arrays.stream(bounds()).sum() : Double.NaN;
  }

  @Override
  public Optional<double[]> variances() {
    return independent && exact ? Optional.of(variances) : Optional.empty();
  }

  /** Empty if lambda is chosen: at other inputs it would be another. */
  @Override
  public Optional<double[]> covarianceBound() {
    return variances().isPresent() && rows ? variances() : covarianceBound;
  }

  @Override
  public Optional<double[]> outputBounds() {
    return rows ? Optional.of(bounds()) : Optional.empty();
  }
}
