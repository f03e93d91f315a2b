package io.github.widesweep.bound;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the theorems ask of a network's widths: (13)-(15) for pruned weights (Theorem 2), (19)-(21)
 * for quantized weights (Theorem 3), (27)-(29) for columns and rows (Theorem 6), (34)-(36) for
 * filters (Theorem 7). Each is solved for {@code delta} here, that is, brought to the form {@code
 * formula <= delta}. The theorems hold for {@code delta} up to a {@code delta(xi)}, for widths from
 * an {@code n0} on, neither of which the paper writes out, and for {@code alpha} close to 1.
 *
 * <p>With {@code c1}, {@code c2} the network's constants, {@code K = alpha (1-p) / (p (1-alpha))}
 * under pruning and {@code K = alpha / (k^2 (1-alpha))} under quantization:
 *
 * <pre>
 *   (13) (19) (27)  W          K n_{l+1}/n_l c2^2/c1^2
 *   (14) (20)       B weights  K c1^l c2^2 max(1, c1^-4) max(1, c2^2 t) / sqrt(n_{l+1})
 *   (15) (21)       B weights  K n_{l+2}/n_{l+1} c2^4/c1^4
 *   (28)            B rows     K sqrt(n_{l+2}/n_{l+1}) c1^{l+1} c2 / min(1, c1^4)
 *   (28)            B rows     K n_{l+2}/n_{l+1} c2^2/c1^2
 *   (29)            B rows     K sqrt(n_l n_{l+2})/n_{l+1} c1^{l-2} c2^2 max(1, (1-p)/p)
 * </pre>
 *
 * <p>where {@code t} is {@code max(1, (1-p)/p)} under pruning and {@code 1/k} under quantization.
 * (34), (35), (36) are (27), (28), (29) with the numbers of filters {@code d} for {@code n} and
 * {@code c2 q} for {@code c2}; where kernels differ in size, each layer has its own {@code q}. (28)
 * and (35) are minima of two terms and give two conditions each.
 *
 * <p>Misprints are corrected by what the proofs need: {@code c1^-4} for {@code c1^4} in (20);
 * {@code 1/K} for {@code K} in (27), (34); {@code (1-alpha)^2} for {@code (1-p)^2} in the
 * denominator of the first term of (28), (35), (126). That term bounds a square by {@code delta^2};
 * its root is taken.
 *
 * <p>Cases that the theorems leave open:
 *
 * <ul>
 *   <li>The paper assumes {@code n_l <= n_{l+1}} for B layers. The same formulas are evaluated
 *       where that does not hold: the propositions then still give what the theorems' proofs need,
 *       since {@code nu_l <= c2 / sqrt(max(n_l, n_{l+1}))} is at most {@code c2 / sqrt(n_{l+1})}.
 *       For such a layer weaker conditions would do.
 *   <li>In networks of convolutions and dense layers each layer is held to the theorem of its own
 *       kind: the proofs go layer by layer. {@code c1} and {@code c2} are over all layers.
 *   <li>A B layer and the next one that are not of one kind (a dense layer after a convolution) fit
 *       neither theorem. With whole units they are held to Proposition 26, (126) and (127), in
 *       blocks of the B layer's size {@code b}, sizes rounded up to multiples of it, with measured
 *       {@code nu_l}, {@code nu_{l+1}} and {@code sigma = c1}.
 *   <li>Single weights of a convolution, and of a dense layer in B before a convolution: no theorem
 *       covers a compression with such a layer, and there are no conditions.
 * </ul>
 *
 * @param conditions of each compressed layer, ascending; empty if no theorem covers the compression
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
   * @param equation its number in the paper, without brackets
   * @param formula the least {@code delta} that meets it, in the symbols above
   * @param value what that is, at least 0; 0 if the layers in it are zero matrices, infinite where
   *     it overflows
   */
  public record Condition(int layer, Role role, int equation, String formula, double value) {}

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
      LayerConditions layer = new LayerConditions(network, offer, entry.getKey(), entry.getValue());
      if (!layer.isCovered()) {
        return new WidthConditions(List.of());
      }
      conditions.addAll(layer.all());
    }
    return new WidthConditions(conditions);
  }

  /**
   * The smallest {@code delta} for which all hold; infinite where one overflows, NaN if there are
   * no conditions.
   */
  public double smallestDelta() {
    return conditions.stream().mapToDouble(Condition::value).max().orElse(Double.NaN);
  }

  /** {@code K} in symbols. */
  public static String factor(Scheme scheme) {
    return scheme instanceof Scheme.Prune
        ? "alpha (1-p) / (p (1-alpha))"
        : "alpha / (k^2 (1-alpha))";
  }
}
