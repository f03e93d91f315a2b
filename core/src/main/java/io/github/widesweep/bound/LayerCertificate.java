package io.github.widesweep.bound;

import io.github.widesweep.compression.Role;
import java.util.Optional;

/**
 * What is certified after one layer by the recursion of Lemma 17, see {@link Certificate}. Norms
 * are in the units of the layer's outputs, errors in their squares; each is infinite only where it,
 * or the logarithm of a {@link Magnitude}, overflows.
 *
 * @param layer layer number {@code l}, from 1
 * @param role its role; empty if it is not compressed itself
 * @param rho bound of {@code ||z_l||} in the dense network, at most {@code R c^l} without biases
 *     and with {@code phi(0) = 0}
 * @param theta bound of {@code ||zh_l||} in the compressed network, whatever was drawn
 * @param preactivationError bound of {@code E||W_l z_{l-1} - What_l zh_{l-1}||^2}: of {@code Psi}
 *     for a W layer, and for the layer after a B layer; for a B layer itself the worst case, since
 *     its proposition says nothing in between
 * @param error bound of {@code E||z_l - zh_l||^2}, by the propositions
 * @param worstCase bound of {@code ||z_l - zh_l||^2} whatever was drawn, for every input of the
 *     radius; holds outside the assumptions too
 */
public record LayerCertificate(
    int layer,
    Optional<Role> role,
    double rho,
    double theta,
    Magnitude preactivationError,
    Magnitude error,
    Magnitude worstCase) {}
