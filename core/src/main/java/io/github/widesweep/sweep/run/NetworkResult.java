package io.github.widesweep.sweep.run;

import io.github.widesweep.network.Network;
import io.github.widesweep.sweep.grid.NetworkKey;
import java.util.List;
import java.util.Optional;

/**
 * A trained network and what is known about it. Numbers that do not exist (all of a failed
 * training's) are NaN, lists then empty.
 *
 * @param key its coordinates
 * @param network the network; empty unless {@code status} is OK. Not serialized: whoever trains it
 *     stores it
 * @param parameters number of trained numbers
 * @param trainLoss loss over the training samples after training
 * @param testLoss loss over the test samples
 * @param metric R^2 or accuracy over the test samples
 * @param trainErrorSq mean over the training samples of {@code ||y - Phi(x)||^2}, which is {@code
 *     L(Phi)} of (18) on them, whatever the training loss; labels {@code y} of classes are one-hot
 * @param epochLosses mean training loss seen during each completed epoch
 * @param sigma operator norm per layer
 * @param nu largest absolute weight per layer
 * @param c largest operator norm
 * @param c1 constant of Assumption 1 per layer: {@code sigma_l}
 * @param c2 constant of Assumption 1 per layer: {@code nu_l sqrt(max(n_l, n_{l+1}))}, for
 *     convolutions {@code ||K||_inf q sqrt(max(d_l, d_{l+1}))}
 * @param trainSeconds time on the clock
 * @param status OK, DIVERGED or FAILED
 * @param error message of the failure, null unless FAILED or DIVERGED
 */
public record NetworkResult(
    NetworkKey key,
    Optional<Network> network,
    long parameters,
    double trainLoss,
    double testLoss,
    double metric,
    double trainErrorSq,
    List<Double> epochLosses,
    List<Double> sigma,
    List<Double> nu,
    double c,
    List<Double> c1,
    List<Double> c2,
    double trainSeconds,
    Status status,
    String error) {}
