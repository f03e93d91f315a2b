package io.github.widesweep.job.export;

import io.github.widesweep.job.run.RecordedRun;
import io.github.widesweep.job.store.Output;
import io.github.widesweep.sweep.run.ChunkRunner;
import io.github.widesweep.sweep.run.RunResult;
import java.io.PrintWriter;
import java.util.Optional;

/** A recorded run computed again, for commands that hand its network out. */
public final class Reproduction {
  private Reproduction() {}

  /**
   * The run again.
   *
   * @param err is told in one line what differs, if psi and delta are not those recorded, to the
   *     bit
   * @return empty if they are not
   */
  public static Optional<ChunkRunner.Replay> of(
      RecordedRun recorded, Output output, PrintWriter err) {
    ChunkRunner.Replay replay = recorded.replay(output);
    RunResult result = replay.result();
    if (recorded.isReproducedBy(result)) {
      return Optional.of(replay);
    }
    err.printf(
        "widesweep: run %s: psi %s and delta %s are recorded, replay gives %s and %s;"
            + " nothing written%n",
        recorded.key().id(),
        recorded.psi(),
        recorded.delta(),
        result.measured().psi(),
        result.measured().delta());
    err.flush();
    return Optional.empty();
  }
}
