package io.github.widesweep.compression.walk;

import io.github.widesweep.compression.Replacement;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The {@link Design} of every group of a layer. They take more room than the layer itself, so where
 * they are many they are made anew for each walk, from what is known of them: nothing before the
 * first, so that a single draw costs one design a group.
 */
final class Designs {
  /** Numbers of inverses that are kept: 32 MiB. */
  private static final long MOST_KEPT = 1L << 22;

  private final UnitGroups groups;
  private final double[] reaches;

  /** By group: the lambda that was asked for, or found. */
  private final Lambda[] lambdas;

  /** By group: NaN before its first design. */
  private final double[] spreads;

  private final int[][] units;
  private final Design[] kept;

  private Designs(UnitGroups groups, int[][] units, double[] reaches, Lambda lambda, long most) {
    this.groups = groups;
    this.units = units;
    this.reaches = reaches;
    this.lambdas = new Lambda[units.length];
    this.spreads = new double[units.length];
    Arrays.fill(lambdas, lambda);
    Arrays.fill(spreads, Double.NaN);
    this.kept = keeps(units, most) ? new Design[units.length] : null;
  }

  /**
   * Designs for the units that are offered.
   *
   * @param order the units that are offered, those of least effect first: they are pivots last
   */
  static Designs of(UnitGroups groups, int[] order, Replacement replacement, Lambda lambda) {
    return of(groups, order, replacement, lambda, MOST_KEPT);
  }

  /**
   * The same with another limit.
   *
   * @param most numbers of inverses that are kept
   */
  static Designs of(
      UnitGroups groups, int[] order, Replacement replacement, Lambda lambda, long most) {
    double[] reaches = new double[groups.values().length];
    int[] counts = new int[groups.count()];
    for (int unit : order) {
      double w = groups.values()[unit];
      double chance = replacement.probability(w);
      if (chance > 0 && chance < 1) {
        double reach =
            replacement instanceof Replacement.Pruning
                ? w
                : replacement.high(w) - replacement.low(w);
        double added = reach * reach * groups.energies()[unit];
        reaches[unit] = added > 0 && added < Double.POSITIVE_INFINITY ? reach : 0;
        counts[groups.group(unit)] += reaches[unit] == 0 ? 0 : 1;
      }
    }
    int[][] units = IntStream.of(counts).mapToObj(int[]::new).toArray(int[][]::new);
    for (int unit : order) {
      if (reaches[unit] != 0) {
        int group = groups.group(unit);
        units[group][--counts[group]] = unit;
      }
    }
    return new Designs(groups, units, reaches, lambda, most);
  }

  /** Number of groups. */
  int count() {
    return units.length;
  }

  /** Those of a group's units that walk, in the order in which they are pivots. */
  int[] units(int group) {
    return units[group];
  }

  /** {@link Design#spread} of a group. */
  double spread(int group) {
    return Double.isNaN(spreads[group]) ? design(group).spread() : spreads[group];
  }

  /**
   * Walks in one group.
   *
   * @param values as in {@link GramSchmidtWalk#run}, for {@link #units}
   */
  void walk(int group, double[] values, GramSchmidtWalk.Coins coins) {
    GramSchmidtWalk.run(design(group).unpacked(), values, coins);
  }

  private Design design(int group) {
    if (kept != null && kept[group] != null) {
      return kept[group];
    }
    Design design =
        Design.of(groups.gram().apply(group), units[group], reaches(group), lambdas[group]);
    lambdas[group] = design.lambda();
    spreads[group] = design.spread();
    if (kept != null) {
      kept[group] = design;
    }
    return design;
  }

  private double[] reaches(int group) {
    return IntStream.of(units[group]).mapToDouble(unit -> reaches[unit]).toArray();
  }

  private static boolean keeps(int[][] units, long most) {
    long numbers = 0;
    for (int[] group : units) {
      numbers += Design.numbers(group.length);
    }
    return numbers <= most;
  }

  /** Numbers of inverses that are kept of so many groups, each of so many units that walk. */
  static double keptNumbers(double groups, double units) {
    double numbers = groups * units * (units + 1) / 2;
    return numbers <= MOST_KEPT ? numbers : 0;
  }
}
