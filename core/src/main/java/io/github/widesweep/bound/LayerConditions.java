package io.github.widesweep.bound;

import io.github.widesweep.bound.Offer.Grain;
import io.github.widesweep.bound.WidthConditions.Condition;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import java.util.List;

/**
 * The conditions on one compressed layer; {@link WidthConditions} has the formulas.
 *
 * <p>Values are sums of logarithms, since {@code c1^l} and {@code c1^-4} may leave the range of
 * {@code double} where their product does not.
 */
final class LayerConditions {
  private final int l;
  private final Role role;
  private final Offer offer;
  private final LayerConstants layer;

  /** The layer behind a B layer, in its own blocks; null for a W layer. */
  private final LayerConstants next;

  private final double c2;

  /** {@code ln c1}. */
  private final double logC1;

  /** {@code ln K}. */
  private final double logK;

  /** {@code ln} of {@code max(1, (1-p)/p)} or {@code 1/k}. */
  private final double logReach;

  LayerConditions(NetworkConstants network, Offer offer, int l, Role role) {
    this.l = l;
    this.role = role;
    this.offer = offer;
    this.layer = network.layer(l);
    this.next = role == Role.BLOCK ? network.layer(l + 1) : null;
    this.c2 = network.c2();
    this.logC1 = Math.log(network.c1());
    this.logK = Math.log(offer.share() / 2) + Math.log(offer.variance());
    this.logReach = Math.log(offer.reach());
  }

  /** Whether a theorem covers the layer. */
  boolean isCovered() {
    return offer.grain() == Grain.BLOCKS || (layer.isDense() && (next == null || next.isDense()));
  }

  /** The conditions in the order of their equations, of a layer that a theorem covers. */
  List<Condition> all() {
    if (role == Role.WIDE) {
      return List.of(wide());
    }
    if (offer.grain() == Grain.WEIGHTS) {
      return weights();
    }
    return layer.block() == next.block() ? rows() : blocks();
  }

  /** (13), (19), (27), (34). */
  private Condition wide() {
    int equation =
        offer.grain() == Grain.WEIGHTS ? (isPruned() ? 13 : 19) : (isFilters() ? 34 : 27);
    double outputs = (double) layer.outputs() / layer.block();
    return condition(
        equation,
        "K %s/%s %s^2/c1^2".formatted(size(l + 1), size(l), c2Name(l)),
        2 * logNu(layer, (double) layer.inputs() / layer.block()),
        logK + Math.log(outputs) - 2 * logC1);
  }

  /** (14), (15); (20), (21). */
  private List<Condition> weights() {
    double logC2 = Math.log(c2);
    double logN2 = Math.log((double) layer.outputs());
    String reach = isPruned() ? "max(1, c2^2, c2^2 (1-p)/p)" : "max(1, c2^2/k)";
    return List.of(
        condition(
            isPruned() ? 14 : 20,
            "K %sc2^2 max(1, c1^-4) %s / sqrt(n%d)".formatted(c1Power(l), reach, l + 1),
            2 * logC2,
            logK
                + l * logC1
                + Math.max(0, -4 * logC1)
                + Math.max(0, 2 * logC2 + logReach)
                - logN2 / 2),
        condition(
            isPruned() ? 15 : 21,
            "K n%d/n%d c2^4/c1^4".formatted(l + 2, l + 1),
            4 * logC2,
            logK + Math.log((double) next.outputs()) - logN2 - 4 * logC1));
  }

  /** (28), (29) for rows, (35), (36) for filters: (126), (127) with what {@code c2} says of nu. */
  private List<Condition> rows() {
    double units = (double) layer.outputs() / layer.block();
    String sizes = "%s/%s".formatted(size(l + 2), size(l + 1));
    return structured(
        isFilters() ? 35 : 28,
        next,
        logNu(layer, units),
        logNu(next, units),
        "K sqrt(%s) %s%s / min(1, c1^4)"
            .formatted(sizes, c1Power(l + 1), isFilters() ? "c2 q" + (l + 1) : "c2"),
        "K %s %s^2/c1^2".formatted(sizes, c2Name(l + 1)),
        "K sqrt(%s %s)/%s %sc2^2%s max(1, (1-p)/p)"
            .formatted(
                size(l),
                size(l + 2),
                size(l + 1),
                c1Power(l - 2),
                isFilters() ? " q%d q%d".formatted(l, l + 1) : ""));
  }

  /** (126), (127) of Proposition 26 for two layers of different kinds. */
  private List<Condition> blocks() {
    LayerConstants behind = next.inBlocksOf(layer.block());
    return structured(
        126,
        behind,
        Math.log(layer.nu()),
        Math.log(behind.nu()),
        "K sqrt(n%d/b) %snu%d / min(1, c1^4)".formatted(l + 2, c1Power(l + 1), l + 1),
        "K n%d/b nu%d^2/c1^2".formatted(l + 2, l + 1),
        "K sqrt(n%d n%d)/b %snu%d nu%d max(1, (1-p)/p)"
            .formatted(l, l + 2, c1Power(l - 2), l, l + 1));
  }

  /** Both terms of the equation on {@code Lambda}, and the equation after it. */
  private List<Condition> structured(
      int equation,
      LayerConstants behind,
      double logNu1,
      double logNu2,
      String exponent,
      String linear,
      String quadratic) {
    double logN1 = Math.log((double) layer.inputs() / layer.block());
    double logN3 = Math.log((double) behind.outputs() / behind.block());
    return List.of(
        condition(
            equation,
            exponent,
            logNu2,
            logK + logN3 / 2 + (l + 1) * logC1 - Math.min(0, 4 * logC1)),
        condition(equation, linear, 2 * logNu2, logK + logN3 - 2 * logC1),
        condition(
            equation + 1,
            quadratic,
            logNu1 + logNu2,
            logK + (logN1 + logN3) / 2 + (l - 2) * logC1 + logReach));
  }

  /** {@code ln(c2 q / sqrt(units))}, at least {@code ln nu} by (11), (139). */
  private double logNu(LayerConstants of, double units) {
    return Math.log(c2 * of.kernelSide()) - Math.log(units) / 2;
  }

  /**
   * A condition on the product of two numbers.
   *
   * @param logNorms logarithm of the powers of {@code nu} or {@code c2}; if they are 0, nothing
   *     moves and the value is 0, {@code c1 = 0} included
   * @param logRest logarithm of everything else
   */
  private Condition condition(int equation, String formula, double logNorms, double logRest) {
    double value = logNorms == Double.NEGATIVE_INFINITY ? 0 : Math.exp(logNorms + logRest);
    return new Condition(l, role, equation, formula, value);
  }

  private boolean isPruned() {
    return offer.scheme() instanceof Scheme.Prune;
  }

  private boolean isFilters() {
    return !layer.isDense();
  }

  private String size(int of) {
    return (isFilters() ? "d" : "n") + of;
  }

  private String c2Name(int of) {
    return isFilters() ? "(c2 q%d)".formatted(of) : "c2";
  }

  /** A power of {@code c1} with a space behind; empty for the power 0. */
  private static String c1Power(int exponent) {
    return switch (exponent) {
      case 0 -> "";
      case 1 -> "c1 ";
      default -> "c1^%d ".formatted(exponent);
    };
  }
}
