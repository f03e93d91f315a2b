package io.github.widesweep.bound;

/**
 * The bound of a B block by Proposition 21, 22 or 25, with the two numbers it is made of. All are
 * infinite only if {@code theta} or the input error is, or a logarithm overflows.
 *
 * @param lambda {@code L}, the exponent, without unit; 0 when the draw cannot move anything
 * @param omega {@code omega}, in squared units of the block's outputs
 * @param bound {@code (1 + f(L)) (sigma_l sigma_{l+1})^2 E||x-x'||^2 + f(L) omega}, {@code f(L) = L
 *     e^L}, in squared units of the block's outputs
 */
public record BlockBound(Magnitude lambda, Magnitude omega, Magnitude bound) {}
