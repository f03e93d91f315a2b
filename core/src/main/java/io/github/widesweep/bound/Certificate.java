package io.github.widesweep.bound;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Scheme;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A bound on {@code E||Phi(x) - Phihat(x)||^2} that needs no data: it follows from the network's
 * constants, the radius {@code R >= ||x||} of its inputs and the compression alone, layer by layer
 * (the recursion of Lemma 17). The expectation is over the draws and over the samples that the
 * greedy algorithm sees.
 *
 * <p>With {@code D_l^2} bounding {@code E||z_l - zh_l||^2}, {@code D_0 = 0}, one layer {@code l}
 * after another:
 *
 * <ul>
 *   <li>not compressed: {@code D_l^2 = Lip(phi_l)^2 sigma_l^2 D_{l-1}^2};
 *   <li>in W: {@code D_l^2 = Lip(phi_l)^2} times the bound of Prop. 18, 19 or 24 at input error
 *       {@code D_{l-1}^2}, with {@code E||zh_{l-1}||^2 <= min(theta_{l-1}, rho_{l-1} + D_{l-1})^2}
 *       for {@code theta^2}, which is all that its proof needs;
 *   <li>in B: {@code D_{l+1}^2 = Lip(phi_{l+1})^2} times the bound of Prop. 21, 22 or 25 at {@code
 *       theta_{l-1}} and {@code D_{l-1}^2}; after layer {@code l} itself the worst case below;
 *   <li>a projection of the compressed network onto a ball of radius {@code kappa_l = c^l}: nothing
 *       if {@code rho_l <= kappa_l}, as it is for {@code R <= 1} without biases; otherwise {@code
 *       D_l} grows by {@code rho_l - kappa_l}, since the dense network is not projected.
 * </ul>
 *
 * <p>{@code rho_l}, bounding {@code ||z_l||}, starts at {@code R} and grows by {@code Lip(phi_l)
 * sigma_l}, plus what biases and {@code phi(0)} add, up to {@code sup|phi_l| sqrt(n_{l+1})}: never
 * above {@code R c^l} inside the assumptions. {@code theta_l}, bounding {@code ||zh_l||} for every
 * draw, grows likewise but by the largest {@code ||What_l||} that the replacement allows (for
 * pruning {@code min(|| |W_l| || / p, sigma_l + max(1, (1-p)/p) || |W_l| ||)}, for quantization
 * {@code min(nu_l sqrt(n_l n_{l+1}), sigma_l + (nu_l/k) sqrt(alpha n_l n_{l+1}))}, for rows,
 * columns and filters {@code sigma_l / p}), and is cut to {@code kappa_l} by projections. So it is
 * finite without projections too, if large.
 *
 * <p>The bound is infinite only where its logarithm overflows. Outside the {@link #assumptions()}
 * it is a number without a guarantee; {@link #worstCase()} holds regardless.
 */
public final class Certificate {
  /** Above this many units counts are not exact in {@code double}. */
  private static final long MOST_UNITS = 1L << 50;

  private final Setup setup;
  private final Assumptions assumptions;
  private final List<LayerCertificate> layers;

  Certificate(Setup setup, Assumptions assumptions) {
    this.setup = setup;
    this.assumptions = assumptions;
    this.layers = Chain.run(setup);
  }

  /**
   * Certifies a compression.
   *
   * @param network the dense network's constants
   * @param spec the compression; its ordering and method matter to the assumptions only
   * @param radius {@code R}, a finite bound of {@code ||x||}, in the units of the network's inputs
   * @throws io.github.widesweep.InvalidValueException for a target the network does not have, a
   *     negative, infinite or NaN radius, and single weights of a convolution
   */
  public static Certificate of(NetworkConstants network, CompressionSpec spec, double radius) {
    Setup setup = new Setup(network, spec.target(), Offer.of(spec), spec.projections(), radius);
    return new Certificate(setup, Assumptions.of(network, spec));
  }

  /** How the compression departs from what the propositions are proved for, if it does. */
  public Assumptions assumptions() {
    return assumptions;
  }

  /** What is certified after each layer, from input to output. */
  public List<LayerCertificate> layers() {
    return layers;
  }

  /**
   * Bound of {@code E||Phi(x) - Phihat(x)||^2}, squared units of the outputs, by Propositions 18 to
   * 25 and Lemma 17; infinite only where its logarithm overflows.
   */
  public Magnitude error() {
    return last().error();
  }

  /** The same before the last activation, whatever that is: the logits of a softmax. */
  public Magnitude logitError() {
    return last().preactivationError();
  }

  /**
   * Bound of {@code ||Phi(x) - Phihat(x)||^2} for every draw and every input of the radius, squared
   * units of the outputs; infinite only where it overflows.
   */
  public Magnitude worstCase() {
    return last().worstCase();
  }

  /**
   * What is guaranteed: the lesser of {@link #error()} and {@link #worstCase()}, outside the
   * assumptions the worst case.
   */
  public Magnitude guarantee() {
    return assumptions.outside() ? worstCase() : error().min(worstCase());
  }

  /**
   * The least keep probability at which {@link #error()} is at most {@code error}, everything else
   * as it is: the bound falls as {@code p} grows, so bisection in the logarithm of {@code p} finds
   * it to the last digit, on the side that meets the request.
   *
   * @param error the requested {@code E||Phi - Phihat||^2}, at least 0
   * @return a number strictly between 0 and 1; empty if no {@code p} that a {@code double} holds is
   *     close enough to 1
   * @throws io.github.widesweep.InvalidValueException for single weights of a convolution
   */
  public OptionalDouble keepProbability(Magnitude error) {
    return Bisection.leastProbability(p -> meets(new Scheme.Prune(p), error));
  }

  /**
   * The least quantization level at which {@link #error()} is at most {@code error}, everything
   * else as it is: the bound falls as {@code k} grows.
   *
   * @return a number of at least 1; empty if even {@link Integer#MAX_VALUE} levels are too few
   * @throws io.github.widesweep.InvalidValueException if units are rows, columns or filters
   */
  public OptionalInt levels(Magnitude error) {
    int high = Integer.MAX_VALUE;
    if (!meets(new Scheme.Quantize(high), error)) {
      return OptionalInt.empty();
    }
    int low = 0;
    while (high - low > 1) {
      int middle = low + (high - low) / 2;
      if (meets(new Scheme.Quantize(middle), error)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return OptionalInt.of(high);
  }

  /**
   * The width of hidden layer {@code l} at which {@link #error()} would be at most {@code error},
   * if the architecture were widened there and nowhere else under constant {@code sigma} and {@code
   * c2}: layer {@code l} gets {@code n} outputs and layer {@code l+1} as many inputs, every {@code
   * sigma_l} and {@code c2_l = nu_l sqrt(max(n_l, n_{l+1}))} stays what it is, so that {@code nu}
   * of the two falls like {@code 1/sqrt(n)} once {@code n} is their largest size. Biases keep their
   * norm. Where a bound needs {@code || |W| ||}, it takes the largest value that {@code sigma} and
   * {@code nu} allow.
   *
   * <p>Found by doubling from the present width, then by bisection: the request is met there and
   * not at one unit less. From the width of the neighbouring layers on the bound falls as the width
   * grows, except through {@code phi(0) != 0} and bounded activations.
   *
   * @param l a hidden layer, {@code 1 <= l < m}
   * @param error the requested {@code E||Phi - Phihat||^2}, at least 0
   * @return a number of neurons, or of filters of a convolution, at least the present one; empty if
   *     widening does not help up to 2^50 units
   * @throws io.github.widesweep.InvalidValueException if {@code l} is no hidden layer
   */
  public OptionalLong width(int l, Magnitude error) {
    require(
        l >= 1 && l < setup.network().depth(),
        "layer",
        l,
        "a hidden layer, from 1 to " + (setup.network().depth() - 1));
    LayerConstants layer = setup.network().layer(l);
    long low = layer.outputs() / layer.block();
    if (error().compareTo(error) <= 0) {
      return OptionalLong.of(low);
    }
    long high = low;
    do {
      low = high;
      high = 2 * high;
      if (high > MOST_UNITS / layer.block()) {
        return OptionalLong.empty();
      }
    } while (!meets(l, high, error));
    while (high - low > 1) {
      long middle = low + (high - low) / 2;
      if (meets(l, middle, error)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return OptionalLong.of(high);
  }

  private boolean meets(Scheme scheme, Magnitude error) {
    return meets(setup.withOffer(setup.offer().withScheme(scheme)), error);
  }

  private boolean meets(int l, long width, Magnitude error) {
    return meets(setup.withNetwork(setup.network().withWidth(l, width)), error);
  }

  private static boolean meets(Setup setup, Magnitude error) {
    List<LayerCertificate> layers = Chain.run(setup);
    return layers.get(layers.size() - 1).error().compareTo(error) <= 0;
  }

  private LayerCertificate last() {
    return layers.get(layers.size() - 1);
  }
}
