/**
 * What the paper guarantees, in numbers: the layer bounds of Propositions 18, 19, 21, 22, 24 and
 * 25, their chain through a network (Lemma 17), the loss transfer (18) and Corollary 5, the
 * theorems' conditions on widths, and the constants of Assumption 1.
 *
 * <p>A bound is a worst case over all networks with the same constants. It is far above what
 * happens, and for B layers it usually exceeds every {@code double}: it comes as a {@link
 * io.github.widesweep.bound.Magnitude}, which keeps the logarithm.
 */
package io.github.widesweep.bound;
