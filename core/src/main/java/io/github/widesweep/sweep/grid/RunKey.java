package io.github.widesweep.sweep.grid;

import static io.github.widesweep.InvalidValueException.require;

import io.github.widesweep.Names;
import io.github.widesweep.compression.CompressionSpec;
import io.github.widesweep.compression.Method;
import io.github.widesweep.compression.Scheme;
import io.github.widesweep.sweep.spec.GridSpec;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The coordinates of a run: a cell, a trained network and a draw.
 *
 * @param network the trained network, which carries dataset, architecture and width
 * @param compression the rest of the cell
 * @param calibrationSamples how many of the first training samples calibrate, all if there are
 *     fewer; {@link GridSpec#ALL_SAMPLES} for all
 * @param draw number of the draw, from 0
 */
public record RunKey(
    NetworkKey network, CompressionSpec compression, int calibrationSamples, int draw)
    implements Serializable {
  public RunKey {
    require(calibrationSamples >= 1, "calibration_samples", calibrationSamples, "at least 1");
    require(draw >= 0, "draw", draw, "a number from 0");
  }

  /**
   * All coordinates in one line, numbers exact ({@link Double#toString(double)}). Two keys are
   * equal exactly if these lines are. The form is fixed for good: finished runs are found by its
   * hash.
   */
  public String canonical() {
    List<Object> line = new ArrayList<>(network.coordinates());
    line.addAll(
        List.of(
            "draw", draw,
            "target", compression.target(),
            "unit", Names.of(compression.unit()),
            "method", compression.method().name(),
            "scheme", scheme(compression.scheme())));
    for (Method.Parameter parameter : compression.method().parameters()) {
      line.addAll(List.of(parameter.name(), parameter.value()));
    }
    line.addAll(
        List.of(
            "projections",
            Names.of(compression.projections()),
            "calibration",
            calibrationSamples == GridSpec.ALL_SAMPLES ? "all" : calibrationSamples));
    return Canonical.line(line.toArray());
  }

  private static String scheme(Scheme scheme) {
    return scheme instanceof Scheme.Prune prune
        ? "prune " + prune.keepProbability()
        : "quantize " + ((Scheme.Quantize) scheme).levels();
  }

  /** The run's name in tables: the first 32 hex digits of the SHA-256 of {@link #canonical()}. */
  public String id() {
    return Canonical.sha256Hex(canonical()).substring(0, 32);
  }
}
