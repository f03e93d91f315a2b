package io.github.widesweep.job.table;

import io.github.widesweep.job.Sweep;
import io.github.widesweep.sweep.cost.Rates;
import io.github.widesweep.sweep.grid.Asked;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One invocation of {@code run}, at its start or at its end.
 *
 * @param id its name
 * @param sweep what it was asked to do
 * @param asked what it asked for of the sweep's grid until now; empty for all of it
 * @param sparkVersion Spark's version
 * @param master Spark's master
 * @param start when it started
 * @param end when it ended; null at its start
 * @param blas BLAS implementations of the tasks
 * @param hosts hosts of the tasks
 * @param networksDone networks trained
 * @param runsDone runs done
 * @param costRates rates of this machine, see {@link Rates}; empty until it knows them
 * @param exitStatus the exit code; null at its start
 */
public record Invocation(
    String id,
    Sweep sweep,
    Optional<List<Asked>> asked,
    String sparkVersion,
    String master,
    Instant start,
    Instant end,
    List<String> blas,
    List<String> hosts,
    long networksDone,
    long runsDone,
    List<Double> costRates,
    Integer exitStatus) {
  /** An invocation that begins now, with all of its sweep to do. */
  public static Invocation started(String id, Sweep sweep, String sparkVersion, String master) {
    return new Invocation(
        id,
        sweep,
        Optional.empty(),
        sparkVersion,
        master,
        Instant.now(),
        null,
        List.of(),
        List.of(),
        0,
        0,
        List.of(),
        null);
  }

  /** This invocation when it asks for something else of the grid. */
  public Invocation asking(Optional<List<Asked>> now) {
    return new Invocation(
        id,
        sweep,
        now,
        sparkVersion,
        master,
        start,
        end,
        blas,
        hosts,
        networksDone,
        runsDone,
        costRates,
        exitStatus);
  }

  /** This invocation when it knows what work takes. */
  public Invocation measuring(Rates now) {
    return new Invocation(
        id,
        sweep,
        asked,
        sparkVersion,
        master,
        start,
        end,
        blas,
        hosts,
        networksDone,
        runsDone,
        now.seconds(),
        exitStatus);
  }

  /** This invocation at its end. */
  public Invocation ended(
      List<String> blas,
      List<String> hosts,
      long networksDone,
      long runsDone,
      Rates rates,
      int exitStatus) {
    return new Invocation(
        id,
        sweep,
        asked,
        sparkVersion,
        master,
        start,
        Instant.now(),
        blas,
        hosts,
        networksDone,
        runsDone,
        rates.seconds(),
        exitStatus);
  }

  public boolean finished() {
    return end != null;
  }
}
