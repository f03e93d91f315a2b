package io.github.widesweep.bound;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the theorems ask of a network's widths: (13)-(15) for pruned weights (Theorem 2), (19)-(21)
 * for quantized ones (Theorem 3), (27)-(29) for columns and rows (Theorem 6), (34)-(36) for filters
 * (Theorem 7). They say how small {@code delta} must be, and are evaluated the other way round: the
 * smallest {@code delta} for which they hold, in the form that the propositions give them below.
 * Dimensions and the compression enter, no weight.
 *
 * <p>They are derived here from the propositions, not copied from the displays, of which (27) and
 * (34) are printed upside down and (28), (35) with {@code (1-p)^2} for {@code (1-alpha)^2}. With
 * {@code kappa = alpha (1-p) / (p (1-alpha))} under pruning, {@code alpha / (k^2 (1-alpha))} under
 * quantization, {@code reach = max(p,1-p)/p} or {@code 1/k}, and Assumption 1 in the form {@code
 * sigma_l <= c1}, {@code nu_l^2 max(n_l, n_{l+1}) <= c2^2}, what a proposition adds to the error it
 * is given is at most a polynomial in {@code theta}, {@code c1} and {@code c2} times the largest of
 *
 * <pre>
 *   W layer    kappa n_{l+1} / n_l                                            (Prop. 18, 19, 24)
 *   B weights  kappa / sqrt(n_{l+1})                            from L         (Prop. 21, 22)
 *              kappa n_{l+2} / n_{l+1}                          from L omega
 *              kappa reach sqrt(n_{l+2}) / n_{l+1}              from L omega
 *   B rows     kappa sqrt(n_{l+2} / n_{l+1})                    from L         (Prop. 25)
 *              kappa reach sqrt(n_{l+2} n_l) / n_{l+1}          from L omega
 * </pre>
 *
 * <p>as long as a B layer's {@code L} is at most 1. This is how they read where W layers project
 * and B layers expand; elsewhere the larger of the two sizes stands in each denominator, as in
 * {@code c2}. Neurons and filters are counted in units, {@code n / b}; a filter's {@code nu_l} is
 * at most {@code q} times what {@code c2} says, so for filters the polynomial has powers of {@code
 * q} too, and where a dense layer follows a convolution in B powers of the maps' side. The
 * displayed conditions on {@code L} of rows and filters, (28) and (35), bound its square: their
 * {@code delta} is the square of that one.
 *
 * @param conditions of each compressed layer, ascending
 */
public record WidthConditions(List<Condition> conditions) {
  public WidthConditions {
    conditions = List.copyOf(conditions);
  }

  /**
   * One condition: {@code formula <= delta}.
   *
   * @param layer the compressed layer, from 1
   * @param role its role
   * @param formula the left-hand side, in the symbols above
   * @param value what it is, at least 0; infinite where {@code p} is so small that it overflows
   */
  public record Condition(int layer, Role role, String formula, double value) {}

  /**
   * Evaluates the conditions.
   *
   * @throws io.github.widesweep.InvalidValueException if the network lacks a layer of the target
   */
  public static WidthConditions of(NetworkConstants network, CompressionSpec spec) {
    spec.target().requireFits(network.depth());
    Offer offer = Offer.of(spec);
    List<Condition> conditions = new ArrayList<>();
    for (Map.Entry<Integer, Role> entry : spec.target().roles().entrySet()) {
      int l = entry.getKey();
      LayerConstants layer = network.layer(l);
      if (entry.getValue() == Role.WIDE) {
        conditions.add(wide(l, layer, offer));
      } else {
        conditions.addAll(block(l, layer, network.layer(l + 1), offer));
      }
    }
    return new WidthConditions(conditions);
  }

  /** The smallest {@code delta} for which all hold; infinite only where one overflows. */
  public double smallestDelta() {
    return conditions.stream().mapToDouble(Condition::value).max().orElse(0);
  }

  private static double kappa(Offer offer) {
    return offer.share() / 2 * offer.variance();
  }

  private static Condition wide(int l, LayerConstants layer, Offer offer) {
    double inputs = (double) layer.inputs() / layer.block();
    double outputs = (double) layer.outputs() / layer.block();
    double value = kappa(offer) * outputs / Math.max(inputs, outputs);
    return new Condition(
        l, Role.WIDE, "kappa n%d / %s".formatted(l + 1, larger(l, inputs, outputs)), value);
  }

  private static List<Condition> block(
      int l, LayerConstants layer, LayerConstants second, Offer offer) {
    LayerConstants next = second.inBlocksOf(layer.block());
    double n1 = (double) layer.inputs() / layer.block();
    double n2 = (double) layer.outputs() / layer.block();
    double n3 = (double) next.outputs() / next.block();
    double kappa = kappa(offer);
    double first = Math.max(n1, n2);
    double last = Math.max(n2, n3);
    String firstName = larger(l, n1, n2);
    String lastName = larger(l + 1, n2, n3);
    if (offer.grain() == Offer.Grain.BLOCKS) {
      return List.of(
          new Condition(
              l,
              Role.BLOCK,
              "kappa sqrt(n%d / %s)".formatted(l + 2, lastName),
              kappa * Math.sqrt(n3 / last)),
          new Condition(
              l,
              Role.BLOCK,
              "kappa reach sqrt(n%d n%d / (%s %s))".formatted(l + 2, l, lastName, firstName),
              kappa * offer.reach() * Math.sqrt(n3 / last) * Math.sqrt(n1 / first)));
    }
    return List.of(
        new Condition(
            l,
            Role.BLOCK,
            "kappa sqrt(n%d) / %s".formatted(l + 1, firstName),
            kappa * Math.sqrt(n2) / first),
        new Condition(
            l,
            Role.BLOCK,
            "kappa n%d n%d / (%s %s)".formatted(l + 1, l + 2, firstName, lastName),
            kappa * (n2 / first) * (n3 / last)),
        new Condition(
            l,
            Role.BLOCK,
            "kappa reach n%d sqrt(n%d / %s) / (%s sqrt(%s))"
                .formatted(l + 1, l + 2, lastName, firstName, firstName),
            kappa * offer.reach() * (n2 / first) * Math.sqrt(n3 / last) / Math.sqrt(first)));
  }

  /** The name of the larger of {@code n_l} and {@code n_{l+1}}. */
  private static String larger(int l, double inputs, double outputs) {
    return "n" + (inputs >= outputs ? l : l + 1);
  }
}
