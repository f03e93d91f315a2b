package io.github.widesweep.bound;

/**
 * The bound of a B block, with the two numbers it is made of.
 *
 * @param lambda {@code L}, the exponent; 0 when the draw cannot move anything
 * @param omega {@code omega}
 * @param bound {@code (1 + f(L)) (sigma_l sigma_{l+1})^2 E||x-x'||^2 + f(L) omega}, {@code f(L) = L
 *     e^L}
 */
public record BlockBound(Magnitude lambda, Magnitude omega, Magnitude bound) {}
