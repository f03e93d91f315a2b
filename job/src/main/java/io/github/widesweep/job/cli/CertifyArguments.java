package io.github.widesweep.job.cli;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.InvalidValueException;
import io.github.widesweep.UserException;
import io.github.widesweep.bound.Magnitude;
import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Projections;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.compression.Target;
import io.github.widesweep.compression.Unit;
import io.github.widesweep.compression.greedy.Greedy;
import io.github.widesweep.compression.greedy.Ordering;
import io.github.widesweep.job.certify.CertificateRequest;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/**
 * What {@code certify} is asked about: a compression, the inputs' radius, a requested error, the
 * data's noise.
 */
public final class CertifyArguments {
  @Option(
      names = "--target",
      required = true,
      paramLabel = "TARGET",
      description = "Compressed layers with their roles, such as W2, B1 or B1+W3.")
  private String target;

  @Option(
      names = "--alpha",
      required = true,
      paramLabel = "A",
      description = "Fraction of units offered to the draw, in (0,1).")
  private double alpha;

  @ArgGroup(multiplicity = "1")
  private Replacement replacement;

  @Option(
      names = "--unit",
      paramLabel = "weight|neuron",
      defaultValue = "WEIGHT",
      description = "What is offered to one draw. Default: weight.")
  private Unit unit;

  @Option(
      names = "--radius",
      paramLabel = "R",
      description =
          "Largest l2 norm of an input. Default: that of the data's longest sample, 1 without data.")
  private Double radius;

  @Option(
      names = "--samples",
      description =
          "Adds what the calibration samples themselves guarantee, in the mean over them: far nearer"
              + " to what happens than norms alone. With --error, the least keep probability that is"
              + " guaranteed to keep the error.")
  private boolean samples;

  @Option(
      names = "--data",
      paramLabel = "SPEC",
      description = "For a network's file: a spec whose data the network is for.")
  private String data;

  @Option(
      names = "--projections",
      paramLabel = "none|ball",
      defaultValue = "NONE",
      description = "Whether the compressed network projects its activations. Default: none.")
  private Projections projections;

  @Option(
      names = "--error",
      paramLabel = "E",
      description =
          "Requested mean squared output error: says at which keep probability (or levels), and at"
              + " which width, the bound by the propositions would meet it.")
  private Double error;

  @Option(
      names = "--width-of",
      paramLabel = "L",
      description = "Hidden layer to widen for --error. Default: each in turn.")
  private Integer widthOf;

  @Option(
      names = "--omega",
      paramLabel = "X",
      description =
          "Noise level of the data, above 0: E||y - E[y|x]||^2 >= X^2, y being labels. Adds the bound"
              + " of the loss by Corollary 5.")
  private Double omega;

  /** One of the two. */
  private static final class Replacement {
    @Option(names = "--keep", paramLabel = "P", description = "Keep probability p, in (0,1).")
    private Double keep;

    @Option(names = "--levels", paramLabel = "K", description = "Quantization levels k.")
    private Integer levels;

    Scheme scheme() {
      return keep != null ? new Scheme.Prune(keep) : new Scheme.Quantize(levels);
    }
  }

  CertificateRequest request() {
    require(
        unit == Unit.WEIGHT || replacement.keep != null,
        "levels",
        replacement.levels,
        "--keep with --unit neuron: neurons are pruned, never quantized");
    require(error == null || error >= 0, "error", error, "a mean squared error of at least 0");
    require(error != null || widthOf == null, "layer", widthOf, "--error beside it");
    require(
        omega == null || (omega > 0 && omega < Double.POSITIVE_INFINITY),
        "omega",
        omega,
        "a positive finite number");
    CompressionSpec compression =
        new CompressionSpec(
            Target.parse(target),
            unit,
            new Greedy(alpha, new Ordering.Exact()),
            replacement.scheme(),
            projections);
    return new CertificateRequest(
        compression,
        radius == null ? 1 : radius,
        OptionalInt.empty(),
        Optional.ofNullable(error).map(Magnitude::of),
        widthOf == null ? OptionalInt.empty() : OptionalInt.of(widthOf),
        omega == null ? OptionalDouble.empty() : OptionalDouble.of(omega));
  }

  /** The spec whose data a network's file is for. */
  Optional<String> data() {
    return Optional.ofNullable(data);
  }

  /**
   * The request as data complete it.
   *
   * @param longest the longest sample
   * @param calibrationSamples how many of the training samples calibrate
   */
  CertificateRequest with(CertificateRequest request, double longest, int calibrationSamples) {
    CertificateRequest complete = radius == null ? request.withRadius(longest) : request;
    return samples ? complete.withSamples(calibrationSamples) : complete;
  }

  /** Refuses {@code --samples} where there are none. */
  void requireNoSamples() {
    if (samples) {
      throw new UserException(
          "--samples is there, expected --data SPEC beside it: a network's file has no samples");
    }
  }

  /** The user's mistake behind a value that was refused: names the option it came from. */
  UserException mistake(InvalidValueException e) {
    String option =
        switch (e.field()) {
          case "keep_probability" -> "--keep";
          case "layer" -> "--width-of";
          case "alpha", "levels", "target", "unit", "radius", "error", "omega", "data" ->
              "--" + e.field();
          default -> e.field();
        };
    return new UserException("%s is %s, expected %s".formatted(option, e.value(), e.expected()), e);
  }
}
