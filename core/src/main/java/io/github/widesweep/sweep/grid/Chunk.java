package io.github.widesweep.sweep.grid;

import static io.github.widesweep.InvalidValueException.require;

import java.io.Serializable;
import java.util.List;

/**
 * What one task does: runs that share a trained network and a target, and so the dense activations
 * and calibration moments.
 *
 * @param network the network of all runs
 * @param runs the runs, at least one
 * @param estimatedSeconds estimated time on one core
 * @param memoryBytes estimated peak memory
 */
public record Chunk(
    NetworkKey network, List<RunKey> runs, double estimatedSeconds, long memoryBytes)
    implements Serializable {
  public Chunk {
    runs = List.copyOf(runs);
    require(!runs.isEmpty(), "runs", runs, "at least one run");
    RunKey first = runs.get(0);
    for (RunKey run : runs) {
      require(
          run.network().equals(network)
              && run.compression().target().equals(first.compression().target())
              && run.calibrationSamples() == first.calibrationSamples(),
          "runs",
          run,
          "runs of one network and one target, calibrated alike");
    }
  }
}
