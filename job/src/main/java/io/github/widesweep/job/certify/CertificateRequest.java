package io.github.widesweep.job.certify;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.bound.Certificate;
import io.github.widesweep.bound.Magnitude;
import io.github.widesweep.bound.NetworkConstants;
import io.github.widesweep.bound.WidthConditions;
import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Scheme;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What is to be certified, of any network.
 *
 * @param compression the compression
 * @param radius bound of {@code ||x||}
 * @param error the mean squared output error that is asked for
 * @param widthOf the hidden layer to widen for it; each in turn if empty
 * @param omega noise level of the data (12), for Corollary 5; empty if not known
 */
public record CertificateRequest(
    CompressionSpec compression,
    double radius,
    Optional<Magnitude> error,
    OptionalInt widthOf,
    OptionalDouble omega) {
  /** Refuses targets and layers that networks of a depth do not have. */
  public void requireFits(int depth) {
    compression.target().requireFits(depth);
    require(
        widthOf.isEmpty() || (widthOf.getAsInt() >= 1 && widthOf.getAsInt() < depth),
        "layer",
        widthOf.orElse(0),
        depth > 1 ? "a hidden layer, from 1 to " + (depth - 1) : "a network with hidden layers");
  }

  boolean isPruned() {
    return compression.scheme() instanceof Scheme.Prune;
  }

  /**
   * What the paper guarantees for a network.
   *
   * @param trainErrorSq mean of {@code ||y - Phi(x)||^2} over the training samples; empty without
   *     data
   */
  public CertifiedNetwork certify(
      String name, NetworkConstants network, OptionalDouble trainErrorSq) {
    requireFits(network.depth());
    Certificate certificate = Certificate.of(network, compression, radius);
    OptionalDouble parameter = OptionalDouble.empty();
    Map<Integer, OptionalLong> widths = new TreeMap<>();
    if (error.isPresent()) {
      parameter = parameter(certificate, error.get());
      IntStream hidden =
          widthOf.isPresent()
              ? IntStream.of(widthOf.getAsInt())
              : IntStream.range(1, network.depth());
      hidden.forEach(l -> widths.put(l, certificate.width(l, error.get())));
    }
    return new CertifiedNetwork(
        name,
        network,
        certificate,
        WidthConditions.of(network, compression),
        trainErrorSq,
        omega,
        parameter,
        widths);
  }

  private OptionalDouble parameter(Certificate certificate, Magnitude requested) {
    if (isPruned()) {
      return certificate.keepProbability(requested);
    }
    OptionalInt levels = certificate.levels(requested);
    return levels.isPresent() ? OptionalDouble.of(levels.getAsInt()) : OptionalDouble.empty();
  }
}
