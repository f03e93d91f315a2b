package io.github.widesweep.job.certify;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.bound.Certificate;
import io.github.widesweep.bound.Magnitude;
import io.github.widesweep.bound.NetworkConstants;
import io.github.widesweep.bound.SampleBounds;
import io.github.widesweep.bound.SampleCertificate;
import io.github.widesweep.bound.WidthConditions;
import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Compressor;
import io.github.widesweep.compression.PlannedLayer;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.data.Samples;
import io.github.widesweep.network.Forward;
import io.github.widesweep.network.LinearAlgebra;
import io.github.widesweep.network.Network;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.ojalgo.matrix.store.R064Store;

/**
 * What is to be certified, of any network.
 *
 * @param compression the compression
 * @param radius bound of {@code ||x||}
 * @param samples how many of the first training samples calibrate; empty if nothing is asked of
 *     them
 * @param error the mean squared output error that is asked for
 * @param widthOf the hidden layer to widen for it; each in turn if empty
 * @param omega noise level of the data (12), for Corollary 5; empty if not known
 */
public record CertificateRequest(
    CompressionSpec compression,
    double radius,
    OptionalInt samples,
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

  /** The same for inputs of another radius. */
  public CertificateRequest withRadius(double other) {
    return new CertificateRequest(compression, other, samples, error, widthOf, omega);
  }

  /** The same, asked of some calibration samples too. */
  public CertificateRequest withSamples(int count) {
    return new CertificateRequest(
        compression, radius, OptionalInt.of(count), error, widthOf, omega);
  }

  boolean isPruned() {
    return compression.scheme() instanceof Scheme.Prune;
  }

  /**
   * Certifies a network.
   *
   * @param subject which
   * @param training the data's training samples, the first of which calibrate; empty without data
   * @throws io.github.widesweep.InvalidValueException if samples do not fit the network
   */
  public CertifiedNetwork certify(Subject subject, Optional<Samples> training) {
    Network network = subject.network();
    requireFits(network.depth());
    NetworkConstants constants = NetworkConstants.of(network);
    Certificate certificate = Certificate.of(constants, compression, radius);
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
    Optional<Answers> answers = training.map(samples -> Answers.of(network, samples));
    return new CertifiedNetwork(
        subject,
        constants,
        certificate,
        WidthConditions.of(constants, compression),
        optional(answers.map(Answers::errorSq)),
        optional(answers.map(Answers::outputSq)),
        samples.isEmpty()
            ? Optional.empty()
            : sample(network, constants, training.orElseThrow().first(samples.getAsInt())),
        omega,
        parameter,
        widths);
  }

  private static OptionalDouble optional(Optional<Double> value) {
    return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }

  /**
   * What a network says of samples, means over them.
   *
   * @param errorSq of {@code ||y - Phi(x)||^2}
   * @param outputSq of {@code ||Phi(x)||^2}
   */
  private record Answers(double errorSq, double outputSq) {
    static Answers of(Network network, Samples samples) {
      require(
          samples.features() == network.inputs()
              && samples.targets().getColDim() == network.outputs(),
          "data",
          "%d features and %d outputs".formatted(samples.features(), samples.targets().getColDim()),
          "the network's %d and %d".formatted(network.inputs(), network.outputs()));
      R064Store logits = Forward.logits(network, samples.inputs());
      R064Store outputs = network.layer(network.depth()).activate(logits);
      return new Answers(
          LinearAlgebra.meanSquaredDistance(outputs, samples.targets()),
          LinearAlgebra.meanSquaredLength(outputs));
    }
  }

  private Optional<SampledNetwork> sample(
      Network network, NetworkConstants constants, Samples calibration) {
    Compressor compressor = Compressor.of(network, calibration.inputs(), compression.target());
    SampleBounds bounds = SampleBounds.of(network, constants, compressor.first());
    List<PlannedLayer> layers = compressor.plans(compression);
    return bounds
        .certificate(compression, layers)
        .map(
            certificate ->
                new SampledNetwork(
                    calibration.count(),
                    certificate,
                    Answers.of(network, calibration).errorSq(),
                    keep(bounds, layers, SampleCertificate::outputError),
                    keep(bounds, layers, SampleCertificate::logitError)));
  }

  private OptionalDouble keep(
      SampleBounds bounds,
      List<PlannedLayer> layers,
      Function<SampleCertificate, Magnitude> bound) {
    return error.isPresent() && isPruned()
        ? bounds.keepProbability(compression, layers, bound, error.get())
        : OptionalDouble.empty();
  }

  private OptionalDouble parameter(Certificate certificate, Magnitude requested) {
    if (isPruned()) {
      return certificate.keepProbability(requested);
    }
    OptionalInt levels = certificate.levels(requested);
    return levels.isPresent() ? OptionalDouble.of(levels.getAsInt()) : OptionalDouble.empty();
  }
}
