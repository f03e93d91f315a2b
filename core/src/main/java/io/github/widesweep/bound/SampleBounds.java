package io.github.widesweep.bound;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Compressor;
import io.github.widesweep.compression.LayerPlan;
import io.github.widesweep.compression.LayerProblem;
import io.github.widesweep.compression.PlannedLayer;
import io.github.widesweep.compression.Role;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.greedy.Greedy;
import io.github.widesweep.network.Network;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Bounds of a compressed network's error over the calibration samples, in expectation over the
 * draws. Where {@link Certificate} knows the inputs by their radius, this knows the samples: what a
 * layer's draws add to {@code Psi} is known exactly or nearly so, and only what lies behind is
 * bounded. It needs none of {@link Assumptions}: biases, {@code phi(0) != 0}, ReLU in B and orders
 * by old scores are covered.
 *
 * <p>Notation. For a sample, {@code e_k} is the error at the pre-activations of layer {@code k},
 * {@code What_k zh_{k-1} - W_k z_{k-1}}; {@code d_k} that of its activations; {@code T_k = W_m ...
 * W_{k+1}} are the linear maps to the logits; {@code |X|} stands for {@code sqrt(E mean_s |X|^2)},
 * a norm. Two numbers are carried from layer to layer: {@code H_k >= |e_k|} and {@code G_k >= |T_k
 * e_k|}. The logits' bound is {@code min(H_m, G_m)^2}, since {@code T_m = I}.
 *
 * <p><b>Draws.</b> Given what earlier layers became, draws have mean {@code W_k zh}, so what they
 * add is orthogonal to what is there: {@code |T e|^2 = |T W_k d_{k-1}|^2 + |T (What_k - W_k)
 * zh|^2}, for {@code T = I} and {@code T_k}. In the first compressed layer {@code d = 0} and the
 * second term is known: with units {@code u}, uncorrelated and of variances {@code v_u}, it is
 * {@code sum_u v_u mean |T a_u|^2}, {@code a_u} being what the unit adds. It is exact in W layers
 * (Proposition 20's proof). In B layers, where the order depends on the draws, units that come
 * later have mean 0 given those before: they are uncorrelated, and {@code v} may be the variances
 * of all units. In a later layer the sum is at {@code zh}, which is not known before drawing: by
 * Minkowski's inequality its root is at most that at {@code z} plus {@code sqrt(s) |z - zh|}, with
 * {@code s} the largest that the sum of squares can be at a unit vector. This is the recursion of
 * Lemma 17 with measured terms.
 *
 * <p><b>Activations.</b> Slopes of {@code phi_k} lie between {@code c - r} and {@code c + r}:
 * {@code d_k = c e_k + g}, {@code |g_i| <= r |e_i|} entry by entry. So {@code H_{k+1} = sigma_{k+1}
 * (c + r) H_k} and {@code G_{k+1} = c G_k + r ||T_k|| H_k}: half of a ReLU is linear, and the
 * linear half passes through the product of the matrices. The identity has {@code r = 0}, so
 * products replace products of norms in linear tails. (P. L. Combettes and J.-C. Pesquet, Lipschitz
 * certificates for layered network structures driven by averaged activation operators, SIAM J.
 * Math. Data Sci. 2 (2020), have this for Lipschitz constants.)
 *
 * <p><b>Independent outputs.</b> Where the first compressed layer {@code k} is in W and its outputs
 * are drawn independently of each other, so are the entries of {@code d_k}, for every sample. With
 * {@code q_i = E e_i^2} and {@code L = c + r},
 *
 * <pre>  Var d_i + (E d_i)^2 = E d_i^2 &lt;= L^2 q_i,   |E d_i| &lt;= b_i  ({@link Shifts})</pre>
 *
 * and for any matrix {@code V} with columns {@code V_i}
 *
 * <pre>  E |V d|^2 = sum_i |V_i|^2 Var d_i + |V E d|^2
 *            &lt;= sum_i |V_i|^2 (L^2 q_i - b_i^2) + ||V||^2 sum_i b_i^2,</pre>
 *
 * since {@code |V x|^2 <= ||V||^2 |x|^2} and {@code |V_i| <= ||V||} make the right side grow with
 * {@code (E d_i)^2}. With {@code V = W_{k+1}} it bounds {@code H_{k+1}}, with {@code V = T_k} it
 * bounds {@code G_{k+1}}. The columns' mean length takes the place of the operator norm: in wide
 * layers this is most of what a product of norms gives away.
 *
 * <p><b>Projections</b> move no two points apart. Where the two networks have different balls, the
 * root mean square distance between the dense activations' two projections is added to {@code
 * |d_k|}; {@code c = 0} there.
 *
 * <p>The expectation is over all draws of all layers. Of deterministic methods there is nothing to
 * draw, and the plan's own {@code Psi} takes the place of an expectation. Bounds hold to rounding.
 */
public final class SampleBounds {
  private final Network network;
  private final NetworkConstants constants;
  private final LayerProblem first;
  private final Tail tail;

  private SampleBounds(Network network, NetworkConstants constants, LayerProblem first) {
    this.network = network;
    this.constants = constants;
    this.first = first;
    this.tail = Tail.of(network, constants, first.number());
  }

  /**
   * Prepares the bounds of a network: norms of the products of its matrices.
   *
   * @param first the first target layer at its dense inputs
   */
  public static SampleBounds of(Network network, NetworkConstants constants, LayerProblem first) {
    return new SampleBounds(network, constants, first);
  }

  /**
   * Bounds a compression.
   *
   * @param layers the target's layers, as {@link Compressor#plans} gives them
   * @return empty if nothing is known of a layer's draws (of one compressed after another by a
   *     method that gives no {@link LayerPlan#covarianceBound}, of convolutions there), or a number
   *     overflows
   */
  public Optional<SampleCertificate> certificate(CompressionSpec spec, List<PlannedLayer> layers) {
    return SampleDraws.of(network, spec, layers).flatMap(draws -> run(spec, draws));
  }

  /**
   * The bound that follows from an outcome, where nothing is random.
   *
   * @param psi {@code Psi} of the last compressed layer
   * @return empty if a number overflows
   */
  public Optional<SampleCertificate> ofOutcome(CompressionSpec spec, double psi) {
    int last = spec.target().lastLayer();
    int watched = spec.target().roles().get(last) == Role.BLOCK ? last + 1 : last;
    return run(spec, SampleDraws.ofOutcome(watched, psi));
  }

  /**
   * The least keep probability at which a bound is at most {@code error}, everything else as it is.
   * Under the greedy algorithm every variance is {@code (1-p)/p} times a number that does not
   * depend on {@code p}, nor does the set of units that the bound uses, so the bound falls as
   * {@code p} grows, and bisection finds the last digit, on the side that meets the request.
   *
   * @param layers as for {@link #certificate}
   * @param of the bound that is meant
   * @param error the requested mean squared error, at least 0
   * @return a number strictly between 0 and 1; empty if no {@code p} that a {@code double} holds
   *     meets it, or there is no bound
   * @throws io.github.widesweep.InvalidValueException unless units are pruned by the greedy
   *     algorithm
   */
  public OptionalDouble keepProbability(
      CompressionSpec spec,
      List<PlannedLayer> layers,
      Function<SampleCertificate, Magnitude> of,
      Magnitude error) {
    require(spec.method() instanceof Greedy, "method", spec.method().name(), "greedy");
    require(spec.scheme() instanceof Scheme.Prune, "scheme", spec.scheme(), "prune");
    double now = odds(((Scheme.Prune) spec.scheme()).keepProbability());
    return SampleDraws.of(network, spec, layers)
        .map(
            draws ->
                Bisection.leastProbability(
                    p ->
                        run(spec, draws.scaled(odds(p) / now))
                            .filter(bound -> of.apply(bound).compareTo(error) <= 0)
                            .isPresent()))
        .orElse(OptionalDouble.empty());
  }

  private static double odds(double keepProbability) {
    return (1 - keepProbability) / keepProbability;
  }

  private Optional<SampleCertificate> run(CompressionSpec spec, SampleDraws draws) {
    return new SampleChain(network, constants, tail, spec, first).run(draws);
  }
}
