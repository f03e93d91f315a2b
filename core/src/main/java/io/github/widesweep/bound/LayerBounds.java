package io.github.widesweep.bound;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.bound.Offer.Grain;

/**
 * The bounds behind Propositions 18, 19, 21, 22, 24 and 25, with their explicit constants. They
 * bound the expectation, over the draws of one layer, of the loss {@code Psi} that the greedy
 * algorithm watches there, a mean over the samples it sees: (71), (78) and (110) for W layers,
 * (86), (93) and (121) for B layers. The displays of the propositions, (67), (69), (81), (83),
 * (106) and (117), state that a single good outcome exists; most have a factor {@code 1 + eps} for
 * it, by Lemma 12, that expectations do not need.
 *
 * <p>{@code x} and {@code x'} are the layer's inputs in the dense and in the compressed network,
 * {@code theta} bounds {@code ||x'||} for every sample; a radius {@code rho} of {@code x} appears
 * in none of them.
 *
 * <p>{@code theta} is in the units of the layer's inputs, input errors in their squares, results in
 * squared units of what {@code Psi} compares.
 *
 * <p>Symbols with an index are {@link LayerConstants}; {@code b} is the block size. 0 times
 * infinity is 0: a zero matrix has {@code Psi = 0} whatever its inputs. A bound is infinite only if
 * {@code theta}, the input error or, in B, the logarithm itself is.
 */
public final class LayerBounds {
  private LayerBounds() {}

  /**
   * A W layer {@code n1 -> n2}: {@code E Psi <= sigma1^2 E||x-x'||^2 + V}, with
   *
   * <ul>
   *   <li>quantization (Prop. 20, (71) with the variance of Prop. 18): {@code V = 2 alpha theta^2
   *       nu1^2 n2 / (k^2 (1-alpha))}
   *   <li>pruning (Prop. 20, (71) with the variance of Prop. 19): {@code V = 2 alpha theta^2 (1-p)
   *       nu1^2 n2 / (p (1-alpha))}
   *   <li>columns (Prop. 24's proof, (110)): the same with {@code nu1^2 n2 / b}
   * </ul>
   *
   * <p>Holds for every activation: {@code Psi} lies before it.
   *
   * @param theta bound of {@code ||x'||}, at least 0, may be infinite
   * @param inputError {@code E||x-x'||^2}, at least 0, may be infinite
   * @throws io.github.widesweep.InvalidValueException for negative numbers or NaN, and for single
   *     weights of a convolution, which share positions: no proposition covers them
   */
  public static Magnitude wide(LayerConstants layer, Offer offer, double theta, double inputError) {
    return wide(layer, offer, radius(theta).squared(), error(inputError));
  }

  /**
   * {@link #wide(LayerConstants, Offer, double, double)} with {@code E||x'||^2} in place of {@code
   * theta^2}. That is enough in W layers: the expectation is exactly {@code E||W(x-x')||^2} plus
   * the sum over the offered weights of {@code Var(t_ij) E x'_j^2}, since {@code Psi} is quadratic
   * in each weight (Prop. 20's proof), and the offered ones are the least {@code alpha} of terms
   * that sum to at most {@code (1-p)/p nu1^2 n2 E||x'||^2}.
   */
  static Magnitude wide(
      LayerConstants layer, Offer offer, Magnitude meanSquare, Magnitude inputError) {
    requireCovered(layer, offer);
    Magnitude passedOn = Magnitude.of(layer.sigma()).squared().times(inputError);
    Magnitude added =
        Magnitude.of(layer.nu())
            .squared()
            .times((double) layer.outputs() / layer.block())
            .times(offer.share())
            .times(offer.variance())
            .times(meanSquare);
    return passedOn.plus(added);
  }

  /**
   * A B block {@code n1 -> n2 -> n3}: {@code E Psi <= (1 + f(L)) (sigma1 sigma2)^2 E||x-x'||^2 +
   * f(L) omega}, {@code f(L) = L e^L}, with
   *
   * <ul>
   *   <li>quantization (Prop. 23, (86), as Prop. 21 uses it): {@code L = 2 alpha theta sigma2 nu1^2
   *       sqrt(n2) / (k^2 (1-alpha))}, {@code omega = theta^2 + 2 theta nu2^2 n3 sqrt(n2) / sigma2
   *       + 2 theta^2 nu1 nu2 sqrt(n2 n3) / k}
   *   <li>pruning (Prop. 23, (86), as Prop. 22 uses it): {@code L = 2 alpha theta (1-p) sigma2
   *       nu1^2 sqrt(n2) / (p (1-alpha))}, {@code omega = theta^2 + 2 theta nu2^2 n3 sqrt(n2) /
   *       sigma2 + 2 theta^2 max(p,1-p) nu1 nu2 sqrt(n2 n3) / p}
   *   <li>rows (Prop. 25's proof, (121)): {@code L = 2 theta alpha (1-p) sigma1^2 nu2 sqrt(n3) / (p
   *       (1-alpha) sqrt(b))}, {@code omega = (2 theta nu2 sqrt(n3) + 2 max(1, (1-p)/p) theta^2
   *       sigma2 nu1 sqrt(n1)) / sqrt(b) + theta^2}
   * </ul>
   *
   * <p>Needs {@code phi(0) = 0} (7), {@code |phi'| <= 1} (8) and {@code |phi''| <= 1} (9) of the
   * first layer's activation, which is not projected, see {@link Assumptions}; the number exists
   * without them. If {@code sigma2 = 0}, {@code nu2} is 0 too; the quotient in {@code omega} is
   * then taken as 0, its limit, {@code L} is 0 and so is the bound. If the two layers differ in
   * block size, the second is seen in blocks of the first's, padded with rows of zeros where they
   * do not divide its outputs.
   *
   * @param theta bound of {@code ||x'||}, at least 0, may be infinite
   * @param inputError {@code E||x-x'||^2}, at least 0, may be infinite
   * @throws io.github.widesweep.InvalidValueException as in {@link #wide}
   */
  public static BlockBound block(
      LayerConstants first, LayerConstants second, Offer offer, double theta, double inputError) {
    return block(first, second, offer, radius(theta), error(inputError));
  }

  static BlockBound block(
      LayerConstants first,
      LayerConstants second,
      Offer offer,
      Magnitude theta,
      Magnitude inputError) {
    requireCovered(first, offer);
    LayerConstants next = second.inBlocksOf(first.block());
    Magnitude lambda =
        offer.grain() == Grain.BLOCKS
            ? rowsLambda(first, next, offer, theta)
            : weightsLambda(first, next, offer, theta);
    Magnitude omega =
        offer.grain() == Grain.BLOCKS
            ? rowsOmega(first, next, offer, theta)
            : weightsOmega(first, next, offer, theta);
    Magnitude f = lambda.timesExp();
    Magnitude passedOn =
        Magnitude.of(first.sigma()).times(next.sigma()).squared().times(inputError);
    Magnitude bound = Magnitude.ONE.plus(f).times(passedOn).plus(f.times(omega));
    return new BlockBound(lambda, omega, bound);
  }

  private static Magnitude weightsLambda(
      LayerConstants first, LayerConstants next, Offer offer, Magnitude theta) {
    return Magnitude.of(first.nu())
        .squared()
        .times(next.sigma())
        .times(Math.sqrt((double) first.outputs()))
        .times(offer.share())
        .times(offer.variance())
        .times(theta);
  }

  private static Magnitude weightsOmega(
      LayerConstants first, LayerConstants next, Offer offer, Magnitude theta) {
    double rootN2 = Math.sqrt((double) first.outputs());
    double n3 = (double) next.outputs();
    Magnitude nu2 = Magnitude.of(next.nu());
    Magnitude quotient =
        nu2.isZero()
            ? Magnitude.ZERO
            : new Magnitude(2 * nu2.log() - Math.log(next.sigma())).times(2 * n3 * rootN2);
    Magnitude mixed = nu2.times(first.nu()).times(2 * offer.reach() * rootN2 * Math.sqrt(n3));
    Magnitude squared = theta.squared();
    return squared.plus(theta.times(quotient)).plus(squared.times(mixed));
  }

  private static Magnitude rowsLambda(
      LayerConstants first, LayerConstants next, Offer offer, Magnitude theta) {
    return Magnitude.of(first.sigma())
        .squared()
        .times(next.nu())
        .times(rootOfBlocks(next.outputs(), first))
        .times(offer.share())
        .times(offer.variance())
        .times(theta);
  }

  private static Magnitude rowsOmega(
      LayerConstants first, LayerConstants next, Offer offer, Magnitude theta) {
    Magnitude linear = Magnitude.of(next.nu()).times(2 * rootOfBlocks(next.outputs(), first));
    // tau = max(1, (1-p)/p) = max(p, 1-p)/p.
    Magnitude quadratic =
        Magnitude.of(next.sigma())
            .times(first.nu())
            .times(2 * offer.reach() * rootOfBlocks(first.inputs(), first));
    Magnitude squared = theta.squared();
    return squared.plus(theta.times(linear)).plus(squared.times(quadratic));
  }

  private static double rootOfBlocks(long size, LayerConstants layer) {
    return Math.sqrt((double) size / layer.block());
  }

  private static void requireCovered(LayerConstants layer, Offer offer) {
    require(
        layer.isDense() || offer.grain() == Grain.BLOCKS,
        "unit",
        offer.grain(),
        "whole filters in a convolution: bounds for its single weights do not exist");
  }

  private static Magnitude radius(double theta) {
    require(theta >= 0, "theta", theta, "a number of at least 0");
    return Magnitude.of(theta);
  }

  private static Magnitude error(double inputError) {
    require(inputError >= 0, "input_error", inputError, "a number of at least 0");
    return Magnitude.of(inputError);
  }
}
